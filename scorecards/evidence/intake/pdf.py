"""PDFs: the marker at the very first byte, a reader that opens it within limits, and at least one page.

A page of HTML in front of the marker would otherwise be a web page to some browsers, and an archive behind the last
page a second file that nobody asked for.
"""

from pathlib import Path

from django.utils.translation import gettext as _

from scorecards.evidence.intake import probes, signs
from scorecards.evidence.intake.refusal import RefusedFile

MOST_PAGES = 5_000
END = b"%%EOF"


def check(path: Path) -> int:
    """Return the number of pages; RefusedFile when it is not a PDF that can be read."""
    with path.open("rb") as stream:
        if stream.read(len(signs.PDF)) != signs.PDF:
            raise RefusedFile("not-pdf", signs.mismatch(path, "PDF"))
    if signs.ends_as_archive(path) or signs.has_markup(signs.after_last(path, END)):
        raise RefusedFile("polyglot", signs.two_files())
    return _pages(path)


def _pages(path: Path) -> int:
    found = probes.ask(probes.PDF_PROBE, str(path))
    if found.get("error") == "encrypted":
        message = _("The PDF is locked with a password. Save a copy without password, then try again.")
        raise RefusedFile("encrypted", message)
    pages = found.get("pages", 0)
    if not isinstance(pages, int) or not 1 <= pages <= MOST_PAGES:
        message = _("The PDF cannot be read: it is damaged or has no pages. Open it, save it anew, then try again.")
        raise RefusedFile("broken", message)
    return pages
