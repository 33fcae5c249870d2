import builtins
import io
import socket
from datetime import UTC, datetime
from typing import Any, NoReturn

import pypdf
import pytest

from portal.common.pdf import Attachment, ForbiddenAddress, PdfUnavailable, render_pdf

CREATED = datetime(2025, 1, 9, 1, 2, 3, 456789, tzinfo=UTC)
PAGE = '<!doctype html><html lang="id"><head><title>Judul</title>{head}</head><body>{body}</body></html>'
SQUARE = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0H9V9H0Z"/></svg>'


def render(body: str = "<p>Isi</p>", head: str = "", **options: Any) -> bytes:
    return render_pdf(PAGE.format(head=head, body=body), identifier=b"satu", created=CREATED, **options)


def read(pdf: bytes) -> Any:
    """Open a PDF, untyped: pypdf's types do not know what its objects hold."""
    return pypdf.PdfReader(io.BytesIO(pdf))


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """Refuse every socket and note who asked for one."""
    asked: list[tuple[object, ...]] = []

    def refuse(*args: object, **kwargs: object) -> NoReturn:
        asked.append(args)
        raise OSError("no network in this test")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    return asked


def test_same_input_gives_the_same_bytes() -> None:
    assert render() == render()


def test_identifier_and_date_are_the_callers() -> None:
    reader = read(render())

    assert reader.metadata is not None
    assert reader.metadata.creation_date == reader.metadata.modification_date == CREATED.replace(microsecond=0)
    assert reader.trailer["/ID"][0].original_bytes == b"satu"


def test_page_is_archival_tagged_titled_and_in_its_language() -> None:
    root = read(render()).trailer["/Root"]

    assert root["/Lang"] == "id"
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    metadata = root["/Metadata"].get_data().decode()
    assert 'part="3"' in metadata or ">3<" in metadata
    assert 'conformance="A"' in metadata or ">A<" in metadata


def test_attachment_is_inside_once_with_its_relationship() -> None:
    pdf = render(attachments=[Attachment("isi.json", b"{}", "Isi")])
    reader = read(pdf)

    assert {name: list(contents) for name, contents in reader.attachments.items()} == {"isi.json": [b"{}"]}
    associated = reader.trailer["/Root"]["/AF"]
    assert [entry.get_object()["/AFRelationship"] for entry in associated] == ["/Data"]


def test_assets_are_found_by_name() -> None:
    head = '<link rel="stylesheet" href="asset:gaya.css">'
    pdf = render('<img src="asset:kotak.svg" alt="Kotak">', head, assets={"gaya.css": b"p{}", "kotak.svg": SQUARE})

    assert pdf.startswith(b"%PDF-")


@pytest.mark.parametrize(
    "body",
    [
        '<img src="http://contoh.example/a.png">',
        '<img src="file:///etc/hostname">',
        '<img src="asset:tidak-ada.svg">',
        '<img src="gambar.png">',
        '<img src="//contoh.example/a.png">',
        '<object data="https://contoh.example/a.svg" type="image/svg+xml"></object>',
        '<a rel="attachment" href="file:///etc/hostname">x</a>',
        '<p style="background: url(https://contoh.example/a.png)">x</p>',
        "<style>@import url(https://contoh.example/a.css);</style>",
        "<style>@font-face{font-family:X;src:url(https://contoh.example/a.woff2)} p{font-family:X}</style><p>x</p>",
        '<svg width="9" height="9"><image width="9" height="9" href="file:///etc/hostname"/></svg>',
        '<svg width="9" height="9"><image width="9" height="9" href="http://contoh.example/a.png"/></svg>',
    ],
)
def test_address_outside_of_the_assets_stops_the_render(body: str, no_network: list[tuple[object, ...]]) -> None:
    with pytest.raises(ForbiddenAddress):
        render(body)

    assert no_network == []


def test_picture_that_points_outside_stops_the_render(no_network: list[tuple[object, ...]]) -> None:
    inner = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="file:///etc/hostname"/></svg>'

    with pytest.raises(ForbiddenAddress):
        render('<img src="asset:jahat.svg">', assets={"jahat.svg": inner})

    assert no_network == []


def test_drawing_reused_from_outside_is_never_fetched(no_network: list[tuple[object, ...]]) -> None:
    render('<svg width="9" height="9"><use href="http://contoh.example/a.svg#b"/></svg>')

    assert no_network == []


def test_stylesheet_link_outside_stops_the_render(no_network: list[tuple[object, ...]]) -> None:
    with pytest.raises(ForbiddenAddress):
        render(head='<link rel="stylesheet" href="https://contoh.example/a.css">')

    assert no_network == []


def test_missing_pango_is_told_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    real_import = builtins.__import__

    def without_pango(name: str, *args: Any, **kwargs: Any) -> Any:
        if name.startswith("weasyprint"):
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real_import(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without_pango)

    with pytest.raises(PdfUnavailable, match="apt-get install libpango"):
        render()
