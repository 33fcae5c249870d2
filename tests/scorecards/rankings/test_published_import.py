"""Published values from a table: previewed by cell, written as they were seen, taken back exactly."""

import threading
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from portal.common.history import events_of
from portal.common.spreadsheets import read
from scorecards.rankings.models import PublishedImport, PublishedResult
from scorecards.rankings.services import published as services
from tests.factories import make_government
from tests.scorecards.rankings.pages import publish
from tests.scorecards.rankings.tables import confirm, csv_of, looked_at, make_region, row, undo, upload, xlsx_of

pytestmark = pytest.mark.django_db


def _stored() -> list[Any]:
    return list(PublishedResult.objects.order_by("government", "instrument", "period").values())


def _faults(client: Client, content: bytes, name: str = "nilai.csv", *, by: Any) -> dict[str, str]:
    _made, preview = looked_at(client, by, content, name)
    assert not preview.context["preview"].is_applicable
    return {fault.cell: fault.words for fault in preview.context["preview"].faults}


def test_nothing_is_written_before_it_is_confirmed(client: Client) -> None:
    city, others, admin = make_region()
    content = csv_of(row(city, value="1.234,56"), row(others[0], value="80.15", rank="2", of="3", label="Baik"))

    made, preview = looked_at(client, admin, content)
    assert _stored() == []
    assert "2 hasil baru" in preview.content.decode()

    assert confirm(client, made, preview).status_code == 302
    first, second = PublishedResult.objects.order_by("government")
    assert (first.value, first.rank, first.announced_on) == (Decimal("1234.56"), None, date(2025, 1, 9))
    assert (second.value, second.rank, second.rank_of, second.label) == (Decimal("80.15"), 2, 3, "Baik")
    assert (first.authority, first.source, first.period.announced_year) == ("KemenUji", "https://uji.example", 2025)


def test_preview_tells_new_changed_and_unchanged(client: Client) -> None:
    city, others, admin = make_region()
    stands = {"authority": "KemenUji", "source": "https://uji.example", "announced_on": date(2025, 1, 9)}
    publish(city, "uji", 2024, value=Decimal("70.00"), **stands)
    publish(others[0], "uji", 2024, value=Decimal("80.15"), **stands)

    _made, preview = looked_at(client, admin, csv_of(row(city), row(others[0]), row(others[1])))

    shown = " ".join(preview.content.decode().split())
    assert "1 hasil baru, 1 berubah, 1 tetap" in shown
    assert "70,00" in shown
    assert [change.key.government for change in preview.context["preview"].changes] == [city.code, others[1].code]


def test_uploading_the_same_table_again_changes_nothing(client: Client) -> None:
    city, _others, admin = make_region()
    made, preview = looked_at(client, admin, csv_of(row(city)))
    confirm(client, made, preview)
    confirm(client, made, preview)
    again, second = looked_at(client, admin, csv_of(row(city)))

    assert not second.context["preview"].is_applicable
    assert "tidak ada yang perlu diterapkan" in second.content.decode()
    assert again.sha256 == made.sha256
    assert events_of("rankings", "PublishedResult").count() == 1


def test_what_changed_since_the_preview_is_shown_anew(client: Client) -> None:
    city, _others, admin = make_region()
    made, preview = looked_at(client, admin, csv_of(row(city)))
    publish(city, "uji", 2024, value=Decimal("12.34"))
    before = _stored()

    response = confirm(client, made, preview)

    assert response.status_code == 409
    assert "12,34" in response.content.decode()
    assert _stored() == before
    assert confirm(client, made, response).status_code == 302
    assert PublishedResult.objects.get().value == Decimal("80.15")


def test_undo_restores_exactly_what_stood(client: Client) -> None:
    city, others, admin = make_region()
    publish(city, "uji", 2024, value=Decimal("70.00"), note="Lama", rank=3, rank_of=3)
    before = _stored()
    made, preview = looked_at(client, admin, csv_of(row(city), row(others[0])))
    confirm(client, made, preview)
    assert PublishedResult.objects.count() == 2

    assert undo(client, made).status_code == 302

    assert _stored() == before
    made.refresh_from_db()
    assert made.undone_by == admin
    assert undo(client, made).status_code == 409
    assert [e.pgh_label for e in events_of("rankings", "PublishedResult")] == [
        "insert", "update", "insert", "update", "delete",
    ]  # fmt: skip


def test_undo_is_refused_when_a_result_changed_since(client: Client) -> None:
    city, others, admin = make_region()
    made, preview = looked_at(client, admin, csv_of(row(city), row(others[0])))
    confirm(client, made, preview)
    PublishedResult.objects.filter(government=city).update(note="Diperbaiki")
    before = _stored()

    response = undo(client, made)

    assert response.status_code == 409
    assert "sudah diubah" in response.content.decode()
    assert _stored() == before


def test_only_the_last_table_can_be_undone(client: Client) -> None:
    city, others, admin = make_region()
    made = []
    for government in (city, others[0]):
        one, preview = looked_at(client, admin, csv_of(row(government)))
        confirm(client, one, preview)
        made.append(one)

    assert undo(client, made[0]).status_code == 409
    assert [undo(client, one).status_code for one in reversed(made)] == [302, 302]
    assert _stored() == []


@pytest.mark.parametrize(
    ("cells", "cell", "words"),
    [
        ({"code": "99.99"}, "A2", "wilayah"),
        ({"instrument": "tidak-ada"}, "B2", "uji"),
        ({"year": "24"}, "C2", "empat angka"),
        ({"value": "delapan"}, "D2", "bukan angka"),
        ({"value": "80,155"}, "D2", "80155"),
        ({"value": "80,1551"}, "D2", "dua desimal"),
        ({"value": "-1"}, "D2", "antara"),
        ({"value": ""}, "D2", "peringkat"),
        ({"label": "x" * 81}, "E2", "80"),
        ({"rank": "1,5"}, "F2", "bilangan bulat"),
        ({"rank": "4", "of": "3"}, "F2", "lebih besar"),
        ({"of": "3"}, "F2", "tanpa peringkat"),
        ({"authority": ""}, "I2", "wajib"),
        ({"announced": "31-02-2025"}, "J2", "tanggal"),
        ({"source": " "}, "K2", "wajib"),
        ({"note": "a\x07b"}, "L2", "karakter"),
    ],
)
def test_each_fault_names_its_cell(client: Client, cells: dict[str, str], cell: str, words: str) -> None:
    city, _others, admin = make_region()

    faults = _faults(client, csv_of(row(city, **cells)), by=admin)

    assert list(faults) == [cell]
    assert words in faults[cell]


def test_one_wrong_cell_holds_everything_back(client: Client) -> None:
    city, others, admin = make_region()
    made, preview = looked_at(client, admin, csv_of(row(city), row(others[0], source="")))

    assert "Terapkan persis ini" not in preview.content.decode()
    assert confirm(client, made, preview).status_code == 409
    assert _stored() == []


def test_a_result_that_stands_twice_is_a_fault(client: Client) -> None:
    city, _others, admin = make_region()

    assert list(_faults(client, csv_of(row(city), row(city, value="81")), by=admin)) == ["A3"]


def test_a_government_that_is_not_compared_is_a_fault(client: Client) -> None:
    _city, _others, admin = make_region()
    stranger = make_government(name="Kota Jauh")

    assert list(_faults(client, csv_of(row(stranger)), by=admin)) == ["A2"]


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "nilai.csv", "kosong"),
        (b"", "nilai.xlsx", "kosong"),
        (b"\xff\xfe\x00", "nilai.csv", "UTF-8"),
        (b"a;b\x00", "nilai.csv", "UTF-8"),
        (b'"a;b', "nilai.csv", "tanda kutip"),
        (b"a;b\n1;2", "nilai.csv", "Kode wilayah"),
        (b"not a workbook", "nilai.xlsx", ".xlsx"),
        (b"a;b", "nilai.exe", ".xlsx"),
        (csv_of(), "nilai.csv", "baris"),
        (b";\n" * 5001 + b"x;" * 3, "nilai.csv", "besar"),
        (b"x;" * 101, "nilai.csv", "besar"),
    ],
)
def test_a_file_that_is_no_table_gets_one_clear_error(client: Client, content: bytes, name: str, words: str) -> None:
    _city, _others, admin = make_region()

    response = upload(client, admin, content, name)

    assert response.status_code == 422
    (error,) = response.context["form"].errors["file"]
    assert words in error
    assert not PublishedImport.objects.exists()


def test_a_workbook_says_the_same(client: Client) -> None:
    city, _others, admin = make_region()
    cells = {"year": 2024, "value": Decimal("80.15"), "rank": 1, "of": 3, "announced": date(2025, 1, 9)}

    made, preview = looked_at(client, admin, xlsx_of(row(city, **cells)), "nilai.xlsx")
    confirm(client, made, preview)

    stored = PublishedResult.objects.get()
    assert (stored.value, stored.rank, stored.rank_of) == (Decimal("80.15"), 1, 3)
    assert stored.announced_on == date(2025, 1, 9)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_downloaded_table_uploaded_again_changes_nothing(client: Client, kind: str) -> None:
    city, others, admin = make_region()
    publish(city, "uji", 2024, value=Decimal("70.50"), announced_on=date(2025, 1, 9), note="=SUM(1;2)")
    publish(others[0], "uji", 2023, rank=2, rank_of=3, rank_among="kabupaten; kota", label="-A-")
    client.force_login(admin)
    content = client.get(reverse(f"rankings:published-{kind}")).content

    if kind == "csv":
        assert content.startswith(b"\xef\xbb\xbf")
    else:
        assert list(read(content, "nilai.xlsx").sheets) == ["Nilai yang diumumkan", "Kode"]
    _made, preview = looked_at(client, admin, content, f"nilai.{kind}")
    found = preview.context["preview"]
    assert (found.changes, found.faults, found.unchanged) == ((), (), 2)


def test_the_uploaded_file_is_kept(client: Client) -> None:
    city, _others, admin = make_region()
    content = csv_of(row(city))
    made, _preview = looked_at(client, admin, content)

    response: Any = client.get(reverse("rankings:published-source", args=[made.pk]))

    assert b"".join(response.streaming_content) == content
    assert response["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("size", [3, 12])
def test_pages_ask_a_fixed_number_of_queries(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries, size: int
) -> None:
    city, others, admin = make_region(size)
    made, preview = looked_at(client, admin, csv_of(*(row(one) for one in [city, *others])))
    for name, args in (("rankings:published", []), ("rankings:published-import", [made.pk])):
        with django_assert_max_num_queries(22):
            client.get(reverse(name, args=args))
    confirm(client, made, preview)
    with django_assert_max_num_queries(22):
        client.get(reverse("rankings:published-import", args=[made.pk]))


@pytest.mark.django_db(transaction=True)
def test_two_people_who_confirm_at_once_write_once(client: Client) -> None:
    city, _others, admin = make_region()
    first, preview = looked_at(client, admin, csv_of(row(city, value="10")))
    second, other = looked_at(client, admin, csv_of(row(city, value="20")))
    start, outcomes = threading.Barrier(2), []

    def go(made: PublishedImport, fingerprint: str) -> None:
        start.wait()
        try:
            services.apply(import_id=made.pk, fingerprint=fingerprint, by=admin)
            outcomes.append("written")
        except services.PreviewChanged:
            outcomes.append("changed")
        finally:
            connection.close()

    threads = [
        threading.Thread(target=go, args=(made, shown.context["preview"].fingerprint))
        for made, shown in ((first, preview), (second, other))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["changed", "written"]
    assert PublishedResult.objects.count() == 1
