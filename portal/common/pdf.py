"""Making PDFs: HTML in, archival bytes out, with nothing fetched from anywhere.

A page may name only the assets that its caller hands over, as `asset:NAME`, and data: addresses. Any other address
stops the render, also where WeasyPrint itself would only leave the picture out. The same input gives the same bytes.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import Any

from django.contrib.staticfiles import finders
from pypdf import PdfReader, PdfWriter

SCHEME = "asset:"
NOTHING: Mapping[str, bytes] = MappingProxyType({})
_MEDIA_TYPES = {"css": "text/css", "svg": "image/svg+xml", "png": "image/png", "woff2": "font/ttf"}


class PdfUnavailable(Exception):
    """WeasyPrint's system libraries are missing; the message says how to install them."""


class ForbiddenAddress(Exception):
    """The page asks for something that was not handed over."""


@dataclass(frozen=True)
class Attachment:
    """A file inside the PDF; `relationship` is PDF/A's (Data, Source, Alternative, Supplement).

    One that `is_plain` is not compressed, so that its text is found in the bytes of the PDF by whoever cannot read PDF.
    """

    name: str
    content: bytes
    description: str
    relationship: str = "Data"
    is_plain: bool = False


def render_pdf(
    html: str,
    *,
    identifier: bytes,
    created: datetime,
    assets: Mapping[str, bytes] = NOTHING,
    attachments: Sequence[Attachment] = (),
    variant: str = "pdf/a-3a",
) -> bytes:
    """Turn a page into a PDF of one WeasyPrint variant.

    `identifier` becomes the document's id and `created` (an aware datetime) its only date, so that rendering twice
    gives equal bytes (with static fonts: an instance of a variable one is stamped with the time).
    PdfUnavailable without Pango, ForbiddenAddress when the page reaches outside of `assets`.
    """
    engine = _weasyprint()
    fetcher = _make_fetcher(engine, assets)
    moment = created.astimezone(UTC).replace(microsecond=0)
    try:
        page = engine.HTML(string=html, base_url=SCHEME, url_fetcher=fetcher)
        document = page.render()
        document.metadata.created = document.metadata.modified = moment.isoformat()
        document.metadata.attachments = [
            engine.Attachment(
                string=attachment.content,
                name=attachment.name,
                description=attachment.description,
                relationship=attachment.relationship,
                created=moment,
                modified=moment,
            )
            for attachment in attachments
        ]
        pdf: bytes = document.write_pdf(
            finisher=_make_finisher({attachment.content for attachment in attachments if attachment.is_plain}),
            pdf_variant=variant,
            pdf_identifier=identifier,
        )
    except engine.urls.FatalURLFetchingError as error:
        raise ForbiddenAddress(str(error)) from error
    if fetcher.refused:  # WeasyPrint swallows every error inside an SVG picture
        raise ForbiddenAddress(fetcher.refused[0])
    return pdf


def pages_in(pdf: bytes) -> int:
    """Return how many pages a PDF has."""
    return len(PdfReader(BytesIO(pdf)).pages)


def joined(pdfs: Iterable[bytes]) -> bytes:
    """Return the pages of several PDFs as one, for the printer; attachments and archival marks are left behind."""
    writer = PdfWriter()
    for pdf in pdfs:
        for page in PdfReader(BytesIO(pdf)).pages:
            writer.add_page(page)
    writer.compress_identical_objects()
    together = BytesIO()
    writer.write(together)
    return together.getvalue()


def font(name: str) -> bytes:
    """Return a font of static/fonts, to be handed over as an asset; FileNotFoundError when there is none."""
    path = finders.find(f"fonts/{name}")
    if not isinstance(path, str):
        raise FileNotFoundError(f"static/fonts/{name}")
    return Path(path).read_bytes()


def _make_finisher(plain: Collection[bytes]) -> Callable[[Any, Any], None]:
    """Return what is done before the PDF is written."""

    def finish(_document: Any, pdf: Any) -> None:
        # WeasyPrint 70's list of associated files names an attachment of the document twice.
        if "AF" in pdf.catalog:
            pdf.catalog["AF"][:] = dict.fromkeys(pdf.catalog["AF"])
        for part in pdf.objects:
            if plain and getattr(part, "extra", {}).get("Type") == "/EmbeddedFile":
                part.compress = part.stream[0] not in plain

    return finish


def _weasyprint() -> Any:
    """Import WeasyPrint here and not above: without Pango it fails at import, and the portal must start without."""
    try:
        import weasyprint
        import weasyprint.urls
    except OSError as error:
        raise PdfUnavailable(
            f"WeasyPrint finds no Pango ({error}). On Debian or Ubuntu: "
            "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
        ) from error
    return weasyprint


@lru_cache(maxsize=16)
def _unpack(font: bytes) -> bytes:
    """Unpack a WOFF2 font once a process; WeasyPrint would do it for every document, for half of the time it takes."""
    from fontTools.ttLib import woff2

    unpacked = BytesIO()
    woff2.decompress(BytesIO(font), unpacked)
    return unpacked.getvalue()


def _make_fetcher(engine: Any, assets: Mapping[str, bytes]) -> Any:
    """Return a fetcher that knows `assets` and data: addresses, and remembers what else was asked for."""

    class Fetcher(engine.urls.URLFetcher):  # type: ignore[misc]  # the base is imported at run time
        refused: list[str]

        def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Any:
            if url.startswith("data:"):
                return super().fetch(url, headers)
            name = url.removeprefix(SCHEME)
            if url.startswith(SCHEME) and name in assets:
                kind = name.rsplit(".", 1)[-1]
                content = _unpack(assets[name]) if kind == "woff2" else assets[name]
                return engine.urls.URLFetcherResponse(url, content, {"Content-Type": _MEDIA_TYPES[kind]})
            self.refused.append(url[:200])
            raise engine.urls.FatalURLFetchingError(url[:200])

    fetcher = Fetcher()
    fetcher.refused = []
    return fetcher
