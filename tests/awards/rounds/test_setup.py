from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from awards.domain.phases import Phase, Span
from awards.rounds import services
from awards.rounds.models import Category, Institution, Nomination, Programme, Round
from awards.rounds.selectors import spans_of
from portal.common.policy import Role
from portal.common.spreadsheets import Book, read
from portal.units.models import Government, Unit
from tests.awards.helpers import make_category, make_committee, make_decided_round, make_open_round
from tests.factories import make_government, make_member, make_unit

pytestmark = pytest.mark.django_db
HEAD = ("Kategori", "Jenis", "Nama penerima", "Unit", "Lembaga", "Karya")


@pytest.fixture
def home() -> Government:
    return make_government(name="Kota Sendiri", is_home=True)


@pytest.fixture
def committee(client: Client, home: Government) -> Client:
    client.force_login(make_committee(home))
    return client


@pytest.fixture
def unit(home: Government) -> Unit:
    return make_unit(home, name="Dinas Kesehatan")


def workbook(*rows: tuple[str, ...]) -> SimpleUploadedFile:
    book = Book()
    page = book.page("Nominasi")
    for number, row in enumerate((HEAD, *rows)):
        page.write_row(number, row)
    return SimpleUploadedFile("nominasi.xlsx", book.content())


def setting(award_round: Round, **changes: object) -> dict[str, object]:
    """Return what the page of a round's setting sends."""
    given = {
        "name": award_round.name,
        "year": award_round.year,
        "award_date": award_round.award_date,
        "version": award_round.version,
    }
    return given | changes


def test_programme_and_round_are_opened_on_the_pages(committee: Client, home: Government) -> None:
    empty = committee.get(reverse("rounds:index")).content.decode()
    assert reverse("rounds:new-programme") in empty

    committee.post(reverse("rounds:new-programme"), {"name": "Inovasi Daerah", "purpose": "Pembaruan."})
    programme = Programme.objects.get(government=home)
    answer = committee.post(
        reverse("rounds:new"),
        {
            "programme": programme.pk,
            "name": "Penghargaan Inovasi Daerah",
            "year": 2024,
            "judging_starts": "2024-11-01",
            "judging_ends": "2024-11-20",
        },
    )

    made = Round.objects.get()
    assert answer["Location"] == reverse("rounds:nominations", args=[made.pk])
    assert (made.phase, str(made)) == (Round.Phase.NOMINATION, "Penghargaan Inovasi Daerah 2024")
    assert spans_of(made) == {Phase.JUDGING: Span(date(2024, 11, 1), date(2024, 11, 20))}


def test_round_takes_the_categories_of_an_earlier_one(committee: Client, home: Government) -> None:
    before = make_decided_round(["Tim Satu"], home)

    committee.post(
        reverse("rounds:new"),
        {"programme": before.programme_id, "name": before.name, "year": 2025, "like": before.pk},
    )

    made = Round.objects.get(year=2025)
    assert [category.name for category in made.categories.all()] == ["Kategori Perangkat Daerah"]
    assert not Nomination.objects.filter(category__round=made).exists()


def test_same_round_twice_and_half_a_span_are_refused_in_words(committee: Client, home: Government) -> None:
    before = make_open_round(home)
    same = {"programme": before.programme_id, "name": before.name.upper(), "year": before.year}

    twice = committee.post(reverse("rounds:new"), same)
    half = committee.post(reverse("rounds:new"), same | {"year": 2030, "judging_starts": "2024-11-01"})

    assert (twice.status_code, half.status_code, Round.objects.count()) == (422, 422, 1)
    assert "Isi kedua tanggal" in half.content.decode()


def test_setting_of_an_older_state_shows_both_values_and_writes_nothing(committee: Client, home: Government) -> None:
    award_round = make_open_round(home)
    mine = setting(award_round, name="Nama Saya")
    services.change_round(round_id=award_round.pk, setting=services.Setting(2024, "Nama Rekan"), version=1)

    answer = committee.post(reverse("rounds:change", args=[award_round.pk]), mine)
    page = answer.content.decode()

    assert answer.status_code == 409
    assert "Nama Saya" in page
    assert "Nama Rekan" in page
    assert Round.objects.get().name == "Nama Rekan"

    committee.post(reverse("rounds:change", args=[award_round.pk]), mine | {"version": 2})
    assert Round.objects.get().name == "Nama Saya"


def test_decided_round_is_not_set_any_more(committee: Client, home: Government) -> None:
    award_round = make_decided_round(["Tim Satu"], home)

    answer = committee.post(reverse("rounds:change", args=[award_round.pk]), setting(award_round, name="Lain"))

    assert answer.status_code == 422
    assert Round.objects.get().name != "Lain"


def test_category_goes_only_while_it_is_empty(committee: Client, home: Government) -> None:
    award_round = make_open_round(home)
    kept = make_category(award_round, ["Tim Satu"])
    committee.post(reverse("rounds:add-category", args=[award_round.pk]), {"name": "Tingkat SD"})
    empty = Category.objects.get(name="Tingkat SD")

    for category in (kept, empty):
        committee.post(reverse("rounds:remove-category", args=[award_round.pk, category.pk]))

    assert list(award_round.categories.all()) == [kept]


def test_nomination_takes_the_name_of_its_institution(committee: Client, home: Government, unit: Unit) -> None:
    category = make_category(make_open_round(home), [])
    school = services.add_institution(
        government=home, words=services.InstitutionWords(Institution.Kind.PRIMARY, "SD Contoh A", "10901", unit)
    )
    address = reverse("rounds:nominate", args=[category.round_id])
    given = {"category": category.pk, "kind": "school", "institution": school.pk}

    committee.post(address, given)
    again = committee.post(address, given)

    made = Nomination.objects.get()
    assert (made.recipient, made.institution, made.standing) == ("SD Contoh A", school, "entered")
    assert again.status_code == 422


def test_nominated_unit_is_named(committee: Client, home: Government) -> None:
    category = make_category(make_open_round(home), [])

    answer = committee.post(
        reverse("rounds:nominate", args=[category.round_id]),
        {"category": category.pk, "kind": "unit", "recipient": "Dinas Tanpa Unit"},
    )

    assert answer.status_code == 422
    assert not Nomination.objects.exists()


def test_correction_of_an_older_state_shows_both_names(committee: Client, home: Government) -> None:
    nomination = make_category(make_open_round(home), ["Tim Satu"]).nominations.get()
    words = services.NominationWords(Nomination.Kind.TEAM, "Tim Rekan")
    services.change_nomination(nomination_id=nomination.pk, words=words, version=1)

    answer = committee.post(
        reverse("rounds:nomination", args=[nomination.pk]),
        {"kind": "team", "recipient": "Tim Saya", "version": 1},
    )

    assert answer.status_code == 409
    assert {"Tim Saya", "Tim Rekan"} <= {text for row in answer.context["conflict"] for text in (row.yours, row.stored)}


def test_table_is_entered_whole_and_twice_changes_nothing(committee: Client, home: Government, unit: Unit) -> None:
    award_round = make_open_round(home)
    make_category(award_round, [], name="Tingkat SD")
    address = reverse("rounds:import", args=[award_round.pk])
    rows = (
        ("tingkat sd", "Sekolah", "SD Contoh A", "", "", ""),
        ("Tingkat SD", "OPD", "", "Dinas Kesehatan", "", "Kartu ibu hamil"),
    )

    committee.post(address, {"file": workbook(*rows)})
    committee.post(address, {"file": workbook(*rows)})

    assert list(Nomination.objects.values_list("recipient", "work")) == [
        ("SD Contoh A", ""),
        ("Dinas Kesehatan", "Kartu ibu hamil"),
    ]


def test_table_with_a_fault_enters_nothing_and_names_the_row(committee: Client, home: Government) -> None:
    award_round = make_open_round(home)
    make_category(award_round, [], name="Tingkat SD")
    table = workbook(
        ("Tingkat SD", "Sekolah", "SD Contoh A", "", "", ""),
        ("Tingkat SMA", "Sekolah", "SMA Contoh", "", "", ""),
        ("Tingkat SD", "Sekolah", "SD Contoh B", "", "SD Tak Terdaftar", ""),
    )

    answer = committee.post(reverse("rounds:import", args=[award_round.pk]), {"file": table})

    assert answer.status_code == 422
    assert [fault.split(":")[0] for fault in answer.context["faults"]] == ["Baris 3", "Baris 4"]
    assert not Nomination.objects.exists()


def test_what_is_no_table_is_refused(committee: Client, home: Government) -> None:
    award_round = make_open_round(home)

    answer = committee.post(
        reverse("rounds:import", args=[award_round.pk]), {"file": SimpleUploadedFile("daftar.xlsx", b"teks")}
    )

    assert answer.status_code == 422


def test_template_is_a_table_that_can_be_read_back(committee: Client, home: Government) -> None:
    award_round = make_open_round(home)
    make_category(award_round, [], name="Tingkat SD")

    content = committee.get(reverse("rounds:template", args=[award_round.pk])).content

    sheet = read(content, "nominasi.xlsx").sheets["Nominasi"]
    assert tuple(sheet.rows[0]) == HEAD
    assert sheet.cell(1, 0) == "Tingkat SD"


def test_screening_admits_excludes_with_a_reason_and_takes_back(committee: Client, home: Government) -> None:
    award_round = make_open_round(home)
    first, second = make_category(award_round, ["Tim Satu", "Tim Dua"]).nominations.all()
    services.set_phase(round_id=award_round.pk, phase=Phase.SCREENING, seen=Phase.NOMINATION)

    def standing_of(nomination: Nomination) -> tuple[str, str]:
        found = Nomination.objects.get(pk=nomination.pk)
        return found.standing, found.screening_reason

    committee.post(reverse("rounds:screen", args=[first.pk]), {"standing": "excluded"})
    assert standing_of(first) == ("entered", "")
    committee.post(reverse("rounds:screen", args=[first.pk]), {"standing": "excluded", "reason": "Terlambat."})
    assert standing_of(first) == ("excluded", "Terlambat.")
    committee.post(reverse("rounds:admit-rest", args=[award_round.pk]))
    assert (standing_of(first)[0], standing_of(second)[0]) == ("excluded", "admitted")
    committee.post(reverse("rounds:screen", args=[first.pk]), {"standing": "entered"})
    assert standing_of(first) == ("entered", "")


def test_nothing_is_entered_or_screened_once_the_jury_judges(home: Government) -> None:
    award_round = make_open_round(home)
    category = make_category(award_round, ["Tim Satu"])
    nomination = category.nominations.get()
    for seen, phase in ((Phase.NOMINATION, Phase.SCREENING), (Phase.SCREENING, Phase.JUDGING)):
        services.set_phase(round_id=award_round.pk, phase=phase, seen=seen)

    with pytest.raises(services.WrongPhase):
        services.nominate(category=category, kind=Nomination.Kind.TEAM, recipient="Tim Dua")
    with pytest.raises(services.WrongPhase):
        services.screen(nomination_id=nomination.pk, standing=Nomination.Standing.ADMITTED)
    with pytest.raises(services.WrongPhase):
        services.remove_nomination(nomination_id=nomination.pk)


def test_institution_of_an_older_state_shows_both_names(committee: Client, home: Government) -> None:
    committee.post(reverse("rounds:new-institution"), {"kind": "sd", "name": "SD Contoh A", "is_active": "on"})
    school = Institution.objects.get()
    address = reverse("rounds:institution", args=[school.pk])

    committee.post(address, {"kind": "sd", "name": "SD Contoh Satu", "is_active": "on", "version": 1})
    answer = committee.post(address, {"kind": "sd", "name": "SD Contoh Dua", "is_active": "on", "version": 1})

    assert answer.status_code == 409
    assert Institution.objects.get().name == "SD Contoh Satu"
    assert [(row.yours, row.stored) for row in answer.context["conflict"]] == [("SD Contoh Dua", "SD Contoh Satu")]


@pytest.mark.parametrize("number", [1, 4])
def test_lists_need_the_same_queries_for_one_and_four(
    committee: Client, home: Government, unit: Unit, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    award_round = make_open_round(home)
    for place in range(number):
        words = services.InstitutionWords(Institution.Kind.PRIMARY, f"SD Contoh {place}", unit=unit)
        school = services.add_institution(government=home, words=words)
        category = make_category(award_round, [], name=f"Tingkat {place}")
        services.nominate(
            category=category, kind=Nomination.Kind.SCHOOL, recipient=school.name, unit=unit, institution=school
        )

    with django_assert_num_queries(7):
        listed = committee.get(reverse("rounds:nominations", args=[award_round.pk]))
    with django_assert_num_queries(6):
        register = committee.get(reverse("rounds:institutions"), {"jenis": "sd"})

    assert len(listed.context["categories"]) == number
    assert len(register.context["page"]) == number


def test_leadership_reads_the_register_and_changes_nothing(client: Client, home: Government) -> None:
    client.force_login(make_member(Role.LEADER, home))

    assert client.get(reverse("rounds:institutions")).status_code == 200
    assert client.get(reverse("rounds:new-institution")).status_code == 403
    assert client.get(reverse("rounds:new")).status_code == 403
