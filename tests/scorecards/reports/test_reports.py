"""Reports: what they say and to whom, made once for one content, cancelled, failed and taken up again."""

import socket
from datetime import timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pypdf
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from docx import Document

from portal.accounts.models import User
from portal.common import files, work
from portal.common.models import Job, Work
from portal.common.policy import Role
from portal.common.templatetags.portal import decimals
from portal.notices.models import Notice
from portal.units.models import Government, Unit
from scorecards.actions.models import Recommendation
from scorecards.entries.models import Cycle
from scorecards.rankings.models import Result
from scorecards.rankings.services.recompute import recompute
from scorecards.reports.models import Report
from scorecards.reports.rendering import report_file
from scorecards.reports.selectors.subjects import NotYours, Subject
from scorecards.reports.services import reports
from tests.factories import make_member
from tests.scorecards.rankings.helpers import accept, card_of, evaluator_of, leader_of, prove
from tests.scorecards.rankings.pages import decided_city, release

pytestmark = pytest.mark.django_db
Kind = Report.Kind
CITY = tuple[Government, list[Unit], Cycle]


@pytest.fixture
def city(db: None) -> CITY:
    """Three units, all marks fixed (A: 90, B: 80, C: 70), not released."""
    return decided_city(3)


def subject(city: CITY, kind: str, unit: int = 0) -> Subject:
    government, units, cycle = city
    if kind in {Kind.UNIT, Kind.RESULT}:
        return Subject(government.pk, cycle.pk, card_of(cycle, units[unit]).pk)
    return Subject(government.pk, cycle.pk) if kind == Kind.RANKING else Subject(government.pk)


def ordered(city: CITY, kind: str, by: User, file_format: str = "pdf", units: tuple[int, ...] = (0,)) -> Job:
    subjects = [subject(city, kind, unit) for unit in units]
    return reports.order(kind=kind, file_format=file_format, subjects=subjects, title="Laporan", by=by)


def made(city: CITY, kind: str, by: User, file_format: str = "pdf") -> Report:
    job = ordered(city, kind, by, file_format)
    work.drain("bulk")
    return Report.objects.get(job=job)


def fetched(client: Client, user: User, report: Report) -> bytes:
    client.force_login(user)
    response = client.get(reverse("reports:file", args=[report.pk]))
    assert response.status_code == 200
    return response.content


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages).split())


def words_of(docx: bytes) -> str:
    with ZipFile(BytesIO(docx)) as package:
        xml = package.read("word/document.xml").decode()
    return " ".join(xml.replace("</w:t>", " ").replace("<w:br/>", " ").split())


def written(result: Result) -> str:
    assert result.verified is not None
    return decimals(result.verified, 2)


def figures(data: dict[str, Any]) -> set[str]:
    cells = [cell for block in data["blocks"] for row in block.get("rows", ()) for cell in row]
    return {word for cell in cells for word in cell.split() if "," in word and word.replace(",", "").isdigit()}


class TestContents:
    """What is printed is what the selectors say, and no more than the recipient may see."""

    def test_the_units_report(self, city: CITY, client: Client) -> None:
        _government, units, cycle = city
        evaluator = evaluator_of(units[0].government)
        prove(card_of(cycle, units[0]), "1.a", by=evaluator)

        text = text_of(fetched(client, evaluator, made(city, Kind.UNIT, evaluator)))

        result = Result.objects.get(scorecard=card_of(cycle, units[0]))
        for words in ("Kota Contoh", "Dinas A", written(result), "Renja 2025, hlm. 14–15", "sementara"):
            assert words in text

    @pytest.mark.parametrize("kind", [Kind.UNIT, Kind.RESULT])
    def test_official_once_fixed_and_released(self, city: CITY, kind: str) -> None:
        evaluator = evaluator_of(city[0])
        before = made(city, kind, evaluator).data["state"]
        release(city[2])

        assert (before, made(city, kind, evaluator).data["state"]) in {("sementara", "resmi"), ("DRAF", "resmi")}

    def test_before_the_release_a_unit_reads_its_own_claim_and_nothing_of_the_marks(
        self, city: CITY, client: Client
    ) -> None:
        _government, units, cycle = city
        evaluator, operator = evaluator_of(city[0]), make_member(Role.OPERATOR, units[0])
        accept(card_of(cycle, units[0]), {"1.a": "C"}, by=evaluator)
        recompute(cycle_id=cycle.pk)
        own, whole = made(city, Kind.UNIT, operator), made(city, Kind.UNIT, evaluator)

        text = text_of(fetched(client, operator, own))

        assert own.data != whole.data
        assert "90,00" in text
        assert written(Result.objects.get(scorecard=own.scorecard)) not in text
        assert "Ditetapkan" not in text
        with pytest.raises(NotYours):
            ordered(city, Kind.RESULT, operator)

    def test_a_unit_has_no_report_of_another_unit_or_of_the_ranking(self, city: CITY) -> None:
        operator = make_member(Role.OPERATOR, city[1][0])

        for kind, unit in ((Kind.UNIT, 1), (Kind.RANKING, 0), (Kind.BRIEF, 0)):
            with pytest.raises(NotYours):
                ordered(city, kind, operator, units=(unit,))
        assert not Report.objects.exists()

    def test_the_lhe_follows_its_chapters_with_recommendations_and_their_points(
        self, city: CITY, client: Client
    ) -> None:
        government, units, cycle = city
        evaluator = evaluator_of(government)
        entry = card_of(cycle, units[1]).entries.get(node__code="2.b")
        Recommendation.objects.create(
            government=government,
            unit=units[0],
            score_year=2025,
            node=entry.node,
            text="Ukur kinerja tiap triwulan.",
            points="1.5",
            created_by=evaluator,
        )

        text = text_of(fetched(client, evaluator, made(city, Kind.RESULT, evaluator)))

        chapters = ["Ringkasan eksekutif", "Bab I Pendahuluan", "Bab II Hasil evaluasi", "Bab III Penutup"]
        places = [text.index(chapter) for chapter in chapters]
        assert places == sorted(places)
        assert "memperoleh nilai sebesar" in text
        assert "2.b: Ukur kinerja tiap triwulan. (potensi 1,50 poin)" in text

    def test_pdf_and_docx_hold_the_same_figures(self, city: CITY, client: Client) -> None:
        evaluator = evaluator_of(city[0])
        pdf, docx = made(city, Kind.RESULT, evaluator), made(city, Kind.RESULT, evaluator, "docx")

        printed = text_of(fetched(client, evaluator, pdf))
        written = words_of(fetched(client, evaluator, docx))

        assert pdf.data == docx.data
        assert len(figures(pdf.data)) > 5
        for figure in figures(pdf.data):
            assert figure in printed
            assert figure in written

    def test_the_docx_opens_and_holds_what_was_pasted(self, city: CITY, client: Client) -> None:
        government, units, cycle = city
        evaluator = evaluator_of(government)
        Recommendation.objects.create(
            government=government,
            unit=units[0],
            score_year=2025,
            node=card_of(cycle, units[1]).entries.get(node__code="2.b").node,
            text="Ukur\x0bkinerja\x01 <tiap> triwulan.",
            created_by=evaluator,
        )
        report = made(city, Kind.RESULT, evaluator, "docx")

        document = Document(BytesIO(fetched(client, evaluator, report)))

        heads = [
            paragraph.text
            for paragraph in document.paragraphs
            if paragraph.style and paragraph.style.name == "Heading 1"
        ]
        assert heads == [block["text"] for block in report.data["blocks"] if block.get("level") == 2]
        assert any("Ukur\nkinerja <tiap> triwulan." in paragraph.text for paragraph in document.paragraphs)
        assert len(document.tables) == sum(block["kind"] in {"table", "facts"} for block in report.data["blocks"])
        assert "<" not in document.sections[0].footer.paragraphs[0].text
        assert report_file(report) == report_file(report)

    def test_the_ranking_names_every_unit_with_its_total(self, city: CITY, client: Client) -> None:
        leader = leader_of(city[0])

        text = text_of(fetched(client, leader, made(city, Kind.RANKING, leader)))

        for row in Result.objects.filter(cycle=city[2]).select_related("scorecard__unit"):
            assert f"{row.rank} {row.scorecard.unit} {written(row)}" in text

    def test_the_brief_is_one_page(self, city: CITY) -> None:
        assert made(city, Kind.BRIEF, leader_of(city[0])).pages == 1

    def test_the_matrix_holds_only_what_its_reader_may_see(self, city: CITY) -> None:
        government, units, cycle = city
        evaluator, operator = evaluator_of(government), make_member(Role.OPERATOR, units[0])
        node = card_of(cycle, units[0]).entries.get(node__code="2.b").node
        for unit, published in ((units[0], None), (units[0], timezone.now()), (units[1], timezone.now())):
            Recommendation.objects.create(
                government=government,
                unit=unit,
                score_year=2025,
                node=node,
                text=f"Saran {unit.name} {published is not None}",
                published_at=published,
                created_by=evaluator,
            )

        def rows(user: User) -> list[str]:
            blocks = made(city, Kind.FOLLOW_UP, user).data["blocks"]
            return [row[0] for row in blocks[1]["rows"]]

        assert len(rows(evaluator)) == 3
        assert rows(operator) == ["Dinas A · 2.b: Saran Dinas A True"]

    def test_every_pdf_is_tagged_and_made_without_a_network_and_outside_of_a_transaction(
        self, city: CITY, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        evaluator = evaluator_of(city[0])
        found = [made(city, kind, evaluator) for kind in Kind]
        monkeypatch.setattr(socket, "create_connection", None)
        monkeypatch.setattr(socket, "getaddrinfo", None)

        for report in found:
            content, pages = report_file(report)
            reader = pypdf.PdfReader(BytesIO(content))
            assert content == fetched(client, evaluator, report)
            assert pages == len(reader.pages) > 0
            assert reader.root_object["/MarkInfo"]["/Marked"]  # type: ignore[index]
            assert str(reader.root_object["/Lang"]) == "id"


class TestWork:
    """Asked for often, made once; what fails says why."""

    def test_asked_ten_times_it_is_one_job_and_one_file(self, city: CITY) -> None:
        evaluator = evaluator_of(city[0])

        jobs = {ordered(city, Kind.UNIT, evaluator).pk for _ in range(10)}
        taken = work.drain("bulk")

        assert (len(jobs), taken) == (1, 1)
        assert Report.objects.get().sha256

    def test_the_same_content_keeps_its_file_and_another_mark_makes_another(self, city: CITY) -> None:
        evaluator = evaluator_of(city[0])
        first, again = made(city, Kind.UNIT, evaluator), made(city, Kind.UNIT, evaluator)
        accept(card_of(city[2], city[1][0]), {"1.a": "C"}, by=evaluator)
        recompute(cycle_id=city[2].pk)
        other = made(city, Kind.UNIT, evaluator)

        assert (first.sha256, first.frozen_at) == (again.sha256, again.frozen_at)
        assert other.pk == first.pk
        assert other.sha256 != first.sha256

    def test_a_worker_that_died_between_freezing_and_storing_is_made_up_for(
        self, city: CITY, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        evaluator = evaluator_of(city[0])
        job = ordered(city, Kind.UNIT, evaluator)
        with monkeypatch.context() as broken:
            broken.setattr(files, "put", lambda _chunks: 1 / 0)
            work.drain("bulk")
        frozen = Report.objects.get()
        assert frozen.content_sha256
        assert not frozen.sha256

        Work.objects.filter(kind="report").update(next_at=timezone.now() - timedelta(seconds=1))
        work.drain("bulk")

        whole = Report.objects.get()
        assert whole.frozen_at == frozen.frozen_at
        assert whole.sha256
        assert work.progress(job).done == 1

    def test_a_failure_is_listed_with_its_reason_and_taken_up_again(self, city: CITY, client: Client) -> None:
        operator = make_member(Role.OPERATOR, city[1][0])
        job = ordered(city, Kind.UNIT, operator)
        operator.memberships.update(valid_from=timezone.localdate() - timedelta(days=9))
        operator.memberships.update(valid_to=timezone.localdate() - timedelta(days=1))
        work.drain("bulk")
        Work.objects.filter(kind="report").update(attempts=work.PARK_AFTER)
        operator.memberships.update(valid_to=None)
        client.force_login(operator)

        page = client.get(reverse("reports:job", args=[job.pk])).content.decode()
        client.post(reverse("reports:retry", args=[job.pk]))
        work.drain("bulk")

        assert "Anda tidak berhak lagi atas laporan ini" in page
        assert Report.objects.get().sha256

    def test_cancelled_nothing_is_made_and_a_new_request_is(self, city: CITY, client: Client) -> None:
        evaluator = evaluator_of(city[0])
        job = ordered(city, Kind.UNIT, evaluator)
        client.force_login(evaluator)
        client.post(reverse("reports:cancel", args=[job.pk]))

        assert work.drain("bulk") == 0
        assert "Dibatalkan" in client.get(reverse("reports:index")).content.decode()
        assert made(city, Kind.UNIT, evaluator).sha256

    def test_all_units_in_one_zip(self, city: CITY, client: Client) -> None:
        evaluator = evaluator_of(city[0])
        client.force_login(evaluator)
        answer = client.post(reverse("reports:order"), {"what": f"rapor:cycle-{city[2].pk}", "file_format": "pdf"})
        work.drain("bulk")
        job = Job.objects.get(kind="report")

        page = client.get(answer["Location"]).content.decode()
        package = ZipFile(BytesIO(client.get(reverse("reports:archive", args=[job.pk])).content))

        assert reverse("reports:archive", args=[job.pk]) in page
        assert len(package.namelist()) == 3
        assert all(package.read(name).startswith(b"%PDF") for name in package.namelist())

    def test_this_weeks_brief_is_asked_for_once_and_told(self, city: CITY) -> None:
        leader = leader_of(city[0])
        for day in ("2026-11-24", "2026-11-25", "2026-11-24"):
            reports.order_briefs(day)
        reports.order_briefs("2026-11-30")
        work.drain("bulk")

        assert [str(row.week) for row in Report.objects.order_by("week")] == ["2026-11-23", "2026-11-30"]
        assert Notice.objects.filter(recipient=leader, kind="report").count() == 2


class TestRights:
    """A file is its recipient's, as long as he or she may see what is in it."""

    def test_anothers_report_is_not_found(self, city: CITY, client: Client) -> None:
        report = made(city, Kind.UNIT, evaluator_of(city[0]))
        client.force_login(evaluator_of(city[0]))

        addresses = [reverse("reports:file", args=[report.pk])]
        addresses += [reverse(f"reports:{name}", args=[report.job_id]) for name in ("job", "archive")]

        assert [client.get(address).status_code for address in addresses] == [404] * 3

    def test_whoever_lost_the_role_lost_the_file(self, city: CITY, client: Client) -> None:
        evaluator = make_member(Role.EVALUATOR, city[0])
        report = made(city, Kind.RANKING, evaluator)
        membership = evaluator.memberships.get()
        membership.role = Role.LEADER
        membership.save()
        client.force_login(evaluator)

        assert client.get(reverse("reports:file", args=[report.pk])).status_code == 302
        assert client.get(reverse("reports:archive", args=[report.job_id])).status_code == 404


@pytest.mark.parametrize("units", [1, 3])
def test_the_list_asks_no_more_for_more_reports(
    city: CITY, client: Client, units: int, django_assert_num_queries: Any
) -> None:
    evaluator = evaluator_of(city[0])
    ordered(city, Kind.UNIT, evaluator, units=tuple(range(units)))
    client.force_login(evaluator)

    with django_assert_num_queries(11):
        client.get(reverse("reports:index"))
