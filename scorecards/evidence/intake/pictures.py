"""Pictures: nothing hidden in or behind them, within limits of pixels, and decoded once to be shown as a copy."""

from pathlib import Path

from django.utils.translation import gettext as _

from scorecards.evidence.intake import probes, signs
from scorecards.evidence.intake.kinds import PNG, Kind
from scorecards.evidence.intake.refusal import RefusedFile

PNG_END = b"IEND\xaeB`\x82"
JPEG_END = b"\xff\xd9"
PROGRAMS = (b"MZ", b"\x7fELF", b"#!", signs.PDF, signs.ZIP, signs.OLD_OFFICE, b"Rar!", b"7z\xbc\xaf")


def check(path: Path, kind: Kind, copy: Path) -> None:
    """Write the copy that may be shown; RefusedFile when it is not one whole picture of that kind."""
    sign = signs.PNG if kind is PNG else signs.JPEG
    with path.open("rb") as stream:
        if stream.read(len(sign)) != sign:
            raise RefusedFile("not-picture", signs.mismatch(path, str(kind.words)))
    _require_nothing_else(path, kind)
    found = probes.ask(probes.PICTURE_PROBE, str(path), str(copy))
    if found.get("error") == "pixels":
        message = _("The picture has too many pixels. Save it smaller (at most 60 million pixels), then try again.")
        raise RefusedFile("pixels", message)
    if found.get("error") == "animated":
        message = _("The picture moves. Save a single picture of it as PNG or JPG, then try again.")
        raise RefusedFile("animated", message)
    if found.get("format") != ("PNG" if kind is PNG else "JPEG"):
        message = _("The picture cannot be read: it is damaged. Open it, save it anew, then try again.")
        raise RefusedFile("broken", message)


def _require_nothing_else(path: Path, kind: Kind) -> None:
    """Refuse scripts anywhere, and a program, document or archive behind the picture.

    Some phones put a short film behind a photo; that is let through, as nothing would run it.
    """
    content = path.read_bytes()
    rest = content.rpartition(PNG_END if kind is PNG else JPEG_END)[2]
    hidden = signs.SCRIPT.search(content) or signs.has_markup(rest) or rest.lstrip().startswith(PROGRAMS)
    if hidden or signs.ends_as_archive(path):
        raise RefusedFile("polyglot", signs.two_files())
