"""Tables of published results, as an administrator uploads them; all figures are made up, for governments of tests."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from portal.common.policy import Role
from portal.common.spreadsheets import Book
from portal.units.models import Government, PeerGroup
from scorecards.editions.models import Instrument
from scorecards.rankings.models import PublishedImport
from tests.factories import make_government, make_member

HEADS = (
    "Kode wilayah", "Kode instrumen", "Tahun nilai", "Nilai", "Predikat", "Peringkat", "Dari berapa", "Di antara siapa",
    "Lembaga", "Diumumkan pada", "Sumber", "Catatan",
)  # fmt: skip


def make_region(size: int = 3) -> tuple[Government, list[Government], User]:
    """Make a city with those it is compared with, and its administrator."""
    city = make_government(name="Kota Uji", is_home=True)
    others = [make_government(name=f"Kabupaten Uji {number}") for number in range(1, size)]
    PeerGroup.objects.create(code="wilayah", name="Sewilayah").governments.set([city, *others])
    Instrument.objects.get_or_create(code="uji", defaults={"name": "Indeks Uji"})
    return city, others, make_member(Role.ADMIN, city)


def row(government: Government, **cells: Any) -> list[Any]:
    """Return one row, sound unless told otherwise."""
    usual = {"code": government.code, "instrument": "uji", "year": "2024", "value": "80,15", "label": "", "rank": ""}
    usual |= {
        "of": "",
        "among": "",
        "authority": "KemenUji",
        "announced": "09-01-2025",
        "source": "https://uji.example",
    }
    return list(({**usual, "note": ""} | cells).values())


def csv_of(*rows: list[Any], heads: tuple[str, ...] = HEADS) -> bytes:
    lines = [";".join(str(cell) for cell in line) for line in (heads, *rows)]
    return ("\ufeff" + "\r\n".join(lines)).encode()


def xlsx_of(*rows: list[Any]) -> bytes:
    book = Book()
    page = book.page("Nilai")
    for number, line in enumerate((HEADS, *rows)):
        page.write_row(number, line)
    return book.content()


def upload(client: Client, by: User, content: bytes, name: str = "nilai.csv") -> Any:
    client.force_login(by)
    return client.post(reverse("rankings:published"), {"file": SimpleUploadedFile(name, content)})


def looked_at(client: Client, by: User, content: bytes, name: str = "nilai.csv") -> tuple[PublishedImport, Any]:
    """Upload a table and open its preview."""
    response = upload(client, by, content, name)
    assert response.status_code == 302, response.content.decode()[-3000:]
    return PublishedImport.objects.latest("pk"), client.get(response["Location"])


def confirm(client: Client, made: PublishedImport, preview: Any) -> Any:
    address = reverse("rankings:published-apply", args=[made.pk])
    return client.post(address, {"fingerprint": preview.context["preview"].fingerprint})


def undo(client: Client, made: PublishedImport) -> Any:
    return client.post(reverse("rankings:published-undo", args=[made.pk]))
