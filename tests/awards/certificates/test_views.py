import io
from typing import Any

import pypdf
import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from awards.certificates import services
from awards.certificates.models import Certificate, CertificateRevision, NumberSeries, Signatory
from awards.rounds.models import Round
from awards.rounds.services import lock
from portal.common import files, work, worklist
from portal.common.models import Job, Work
from portal.common.policy import Role
from portal.units.models import Government
from tests.awards.helpers import (
    decide,
    issue_all,
    make_category,
    make_committee,
    make_decided_round,
    make_issued,
    make_open_round,
    make_pending,
    make_series,
    make_signatory,
    winners_of,
)
from tests.factories import make_government, make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def home() -> Government:
    return make_government(name="Kota Sendiri", is_home=True)


@pytest.fixture
def committee(client: Client, home: Government) -> Client:
    client.force_login(make_committee(home))
    return client


@pytest.fixture
def decided(home: Government) -> Round:
    """A decided round with two winners, a register and a signatory in office."""
    award_round = make_decided_round(["Tim Satu", "Tim Dua"], home)
    make_series(home)
    make_signatory(home)
    return award_round


def press_issue(
    client: Client, award_round: Round, *, winners: list[int] | None = None, template: str = "piagam"
) -> Any:
    series = NumberSeries.objects.get(government=award_round.government)
    signatory = Signatory.objects.get(government=award_round.government)
    return client.post(
        reverse("certificates:issue", args=[award_round.pk]),
        {
            "winners": [winner.pk for winner in winners_of(award_round)] if winners is None else winners,
            "signatory": signatory.pk,
            "series": series.pk,
            "template": template,
        },
    )


def test_page_before_issuing_shows_the_numbers_that_will_be_used(committee: Client, decided: Round) -> None:
    page = committee.get(reverse("certificates:issue", args=[decided.pk]))

    outlook = page.context["outlook"]
    assert (outlook.series[0].first, outlook.series[0].last) == (
        "000.9.6.1/001/BAPPERIDA/2025",
        "000.9.6.1/002/BAPPERIDA/2025",
    )
    assert [recipient.is_picked for recipient in outlook.recipients] == [True, True]
    assert outlook.signatories[0].is_picked
    assert Certificate.objects.count() == 0


def test_names_that_stand_twice_are_flagged(committee: Client, home: Government) -> None:
    award_round = make_open_round(home)
    make_category(award_round, ["Tim Satu", "Tim Dua"], name="Tingkat SD")
    make_category(award_round, ["tim satu"], name="Tingkat SMP")
    decide(award_round)
    lock(round_id=award_round.pk, by=make_committee(home))

    page = committee.get(reverse("certificates:issue", args=[award_round.pk]))

    assert [recipient.is_double for recipient in page.context["outlook"].recipients] == [True, False, True]


def test_pressing_issue_leads_to_the_job_and_twice_to_the_same(committee: Client, decided: Round) -> None:
    first, second = press_issue(committee, decided), press_issue(committee, decided)

    job = Job.objects.get()
    assert (first.status_code, first["Location"]) == (302, reverse("certificates:job", args=[job.pk]))
    assert second["Location"] == first["Location"]
    assert Certificate.objects.count() == 2


def test_pressing_issue_again_after_all_is_done_makes_nothing_new(committee: Client, decided: Round) -> None:
    press_issue(committee, decided)
    work.drain("bulk")

    assert press_issue(committee, decided).status_code == 302
    assert Certificate.objects.count() == 2
    assert committee.get(reverse("certificates:issue", args=[decided.pk])).status_code == 302


def test_nobody_picked_is_an_error_on_the_page(committee: Client, decided: Round) -> None:
    response = press_issue(committee, decided, winners=[])

    assert response.status_code == 422
    assert "Pilih sedikitnya satu penerima." in response.content.decode()
    assert Certificate.objects.count() == 0


def test_winner_of_another_round_cannot_be_slipped_in(committee: Client, decided: Round) -> None:
    foreign = make_decided_round(["Tim Asing"])

    response = press_issue(committee, decided, winners=[winners_of(foreign)[0].pk])

    assert response.status_code == 422
    assert Certificate.objects.count() == 0


def test_signatory_out_of_term_is_refused_with_the_reason(committee: Client, home: Government) -> None:
    award_round = make_decided_round(["Tim Satu"], home)
    make_series(home)
    make_signatory(home, term_to=award_round.award_date.replace(day=8))  # type: ignore[union-attr]  # decided

    response = press_issue(committee, award_round)

    assert response.status_code == 422
    assert "tidak menjabat pada 9 Januari 2025" in response.content.decode()
    assert Certificate.objects.count() == 0


def test_round_that_is_not_ready_goes_back_to_what_is_missing(committee: Client, home: Government) -> None:
    award_round = make_decided_round(["Tim Satu"], home)
    ready = reverse("certificates:issue", args=[award_round.pk])
    assert committee.get(ready).status_code == 200

    open_round = Round.objects.create(
        government=home, programme=award_round.programme, year=2025, name="Penghargaan Inovasi Daerah"
    )
    response = committee.get(reverse("certificates:issue", args=[open_round.pk]))

    assert (response.status_code, response["Location"]) == (302, reverse("rounds:detail", args=[open_round.pk]))


def test_bar_counts_and_stops_asking_when_all_is_done(committee: Client, decided: Round) -> None:
    press_issue(committee, decided)
    address = reverse("certificates:job", args=[Job.objects.get().pk])
    work.drain("bulk", limit=1)

    running = committee.get(address, headers={"HX-Request": "true"}).content.decode()
    assert '<progress max="2" value="1"' in running
    assert "1 dari 2" in running
    assert "hx-get" in running
    assert "<html" not in running

    work.drain("bulk")
    done = committee.get(address, headers={"HX-Request": "true"}).content.decode()
    assert '<progress max="2" value="2"' in done
    assert "hx-get" not in done


def test_failure_is_told_with_number_and_reason(committee: Client, decided: Round) -> None:
    press_issue(committee, decided)
    revision = CertificateRevision.objects.order_by("pk")[0]
    failed = Work.objects.filter(key=str(revision.pk))
    failed.update(last_error="PdfUnavailable: no Pango", attempts=work.PARK_AFTER)
    work.drain("bulk")
    job = Job.objects.get()

    content = committee.get(reverse("certificates:job", args=[job.pk])).content.decode()
    assert f"{revision.certificate.number}: server tidak memiliki pustaka pembuat PDF" in content
    assert reverse("certificates:retry-job", args=[job.pk]) in content

    committee.post(reverse("certificates:retry-job", args=[job.pk]))
    work.drain("bulk")
    assert work.progress(job).done == 2


def test_cancelled_run_can_be_taken_up_again(committee: Client, decided: Round) -> None:
    press_issue(committee, decided)
    job = Job.objects.get()

    committee.post(reverse("certificates:cancel-job", args=[job.pk]))
    assert work.drain("bulk") == 0
    assert "Proses ini dihentikan" in committee.get(reverse("certificates:job", args=[job.pk])).content.decode()
    press_issue(committee, decided)

    assert work.drain("bulk") == 2
    assert Certificate.objects.filter(state="issued").count() == 2
    assert NumberSeries.objects.get().next == 3


def test_leadership_sees_the_run_but_cannot_stop_it(client: Client, committee: Client, decided: Round) -> None:
    press_issue(committee, decided)
    job = Job.objects.get()
    client.force_login(make_member(Role.LEADER, decided.government))

    content = client.get(reverse("certificates:job", args=[job.pk])).content.decode()

    assert reverse("certificates:cancel-job", args=[job.pk]) not in content
    assert client.post(reverse("certificates:cancel-job", args=[job.pk])).status_code == 403


def test_job_of_another_kind_is_not_found(committee: Client, decided: Round) -> None:
    other = Job.objects.create(kind="ranking", title="x", subject=f"round:{decided.pk}")

    assert committee.get(reverse("certificates:job", args=[other.pk])).status_code == 404


def test_download_sends_the_stored_bytes(committee: Client, home: Government) -> None:
    certificate = make_issued(home)

    response = committee.get(reverse("certificates:download", args=[certificate.pk]))

    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="000.9.6.1-001-BAPPERIDA-2025.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response.content == files.read(certificate.revisions.get().sha256)


def test_certificate_without_file_has_no_download(committee: Client, decided: Round) -> None:
    issue_all(decided)
    certificate = Certificate.objects.order_by("pk")[0]

    assert committee.get(reverse("certificates:download", args=[certificate.pk])).status_code == 404
    assert committee.get(reverse("certificates:detail", args=[certificate.pk])).status_code == 200


def test_certificate_of_another_city_is_not_found(committee: Client) -> None:
    foreign = make_issued()

    for name in ("detail", "download", "void", "correct", "revoke"):
        assert committee.get(reverse(f"certificates:{name}", args=[foreign.pk])).status_code == 404
    assert committee.post(reverse("certificates:void", args=[foreign.pk]), {"reason": "x"}).status_code == 404


def test_void_needs_a_reason_and_is_shown(committee: Client, home: Government) -> None:
    certificate = make_pending(home)
    address = reverse("certificates:void", args=[certificate.pk])

    assert committee.post(address, {"reason": "  "}).status_code == 422
    assert committee.post(address, {"reason": "Nama salah tulis"}).status_code == 302

    assert Certificate.objects.get().state == Certificate.State.VOID
    assert "Nama salah tulis" in committee.get(reverse("certificates:detail", args=[certificate.pk])).content.decode()
    assert committee.post(address, {"reason": "Sekali lagi"}).status_code == 302


@pytest.mark.parametrize("winners", [1, 3])
def test_register_needs_the_same_queries_for_one_and_three(
    committee: Client, home: Government, winners: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    issue_all(make_decided_round([f"Tim {number}" for number in range(winners)], home))

    with django_assert_num_queries(10):
        page = committee.get(reverse("certificates:register"))

    assert len(page.context["page"].object_list) == winners


def test_register_names_void_numbers_and_the_next(committee: Client, home: Government) -> None:
    certificate = make_pending(home)
    services.void(certificate_id=certificate.pk, reason="Salah", by=make_committee(home))

    content = committee.get(reverse("certificates:register")).content.decode()

    assert certificate.number in content
    assert "Batal" in content
    assert "000.9.6.1/002/BAPPERIDA/2025" in content


def test_register_without_series_says_so(committee: Client) -> None:
    assert "Belum ada register nomor" in committee.get(reverse("certificates:register")).content.decode()


@pytest.mark.parametrize("design", ["piagam", "juara"])
def test_preview_shows_the_longest_the_shortest_and_a_usual_name(
    committee: Client, home: Government, design: str
) -> None:
    names = ["Tim", "Tim yang biasa", "Tim dengan nama yang lebih panjang"]
    award_round = make_decided_round(names, home)
    make_signatory(home)

    response = committee.get(reverse("certificates:preview", args=[award_round.pk]), {"desain": design})

    pages = [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(response.content)).pages]
    assert [next(name for name in reversed(names) if name in page) for page in pages] == [names[2], names[0], names[1]]
    assert all("diberikan saat diterbitkan" in page for page in pages)
    assert Certificate.objects.count() == 0


def test_preview_of_an_unknown_design_is_not_found(committee: Client, decided: Round) -> None:
    address = reverse("certificates:preview", args=[decided.pk])

    assert committee.get(address, {"desain": "../piagam"}).status_code == 404
    assert press_issue(committee, decided, template="lain").status_code == 422
    assert Certificate.objects.count() == 0


def test_picked_design_is_the_one_that_is_frozen(committee: Client, decided: Round) -> None:
    press_issue(committee, decided, template="juara")

    assert set(CertificateRevision.objects.values_list("template__code", flat=True)) == {"juara"}


def test_preview_without_signatory_says_what_it_needs(committee: Client, home: Government) -> None:
    award_round = make_decided_round(["Tim"], home)

    response = committee.get(reverse("certificates:preview", args=[award_round.pk]), follow=True)

    assert "Pratinjau membutuhkan" in response.content.decode()


def test_worklist_shows_rounds_that_wait_and_forgets_those_that_are_done(home: Government) -> None:
    award_round = make_decided_round(["Tim Satu", "Tim Dua"], home)
    user = make_committee(home)

    (task,) = worklist.tasks_of(user)
    assert (task.title, task.done, task.total) == ("Penghargaan Inovasi Daerah 2024", 0, 2)
    assert worklist.tasks_of(make_member(Role.LEADER, home)) == []

    issue_all(award_round)
    work.drain("bulk")
    assert worklist.tasks_of(user) == []
