"""Documents in the register."""

from django.core.files.base import ContentFile

from portal.accounts.models import User
from portal.units.models import Government, Unit
from scorecards.evidence import services
from scorecards.evidence.models import Document, Revision
from tests.scorecards.evidence.pdfs import text_pdf


def register(
    by: User, unit: Unit | None, title: str, *, pages: int = 3, government: Government | None = None
) -> Revision:
    """Put a PDF into a unit's register, or into the city's."""
    return register_file(by, unit, title, f"{title}.pdf", text_pdf(pages, title), government=government)


def register_file(
    by: User, unit: Unit | None, title: str, name: str, content: bytes, *, government: Government | None = None
) -> Revision:
    """Put any file into a unit's register, or into the city's."""
    owner = government or (unit.government if unit else None)
    assert owner is not None
    return services.add_document(
        government=owner,
        unit=unit,
        title=title,
        covers_from=None,
        covers_to=None,
        upload=ContentFile(content),
        file_name=name,
        by=by,
    )


def register_link(by: User, unit: Unit, url: str, title: str = "") -> Revision:
    """Put a web address into a unit's register."""
    facts = services.Facts(title, "lainnya", None, None, None, Document.Confidentiality.INTERNAL)
    return services.add_link(government=unit.government, unit=unit, url=url, facts=facts, by=by)
