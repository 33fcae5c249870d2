#!/usr/bin/env python3
"""Compile and examine the translations without gettext's programs.

messages.py compile   write .mo beside each .po that is newer
messages.py check     every text is translated, none is fuzzy, placeholders agree
"""

import os
import re
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PLACEHOLDER = re.compile(r"%\([a-z_]\w*\)[sdf]|%[sdf]|(?<!\{)\{[a-z_]\w*\}(?!\})", re.IGNORECASE)


def catalogues() -> list[Path]:
    """Return every .po file of the project."""
    return sorted(ROOT.glob("locale/*/LC_MESSAGES/*.po"))


def stale() -> list[Path]:
    """Return the .po files whose .mo is missing or older."""
    return [po for po in catalogues() if not _is_current(po, po.with_suffix(".mo"))]


def compile_stale() -> None:
    """Write the .mo files that are out of date, each in one move."""
    outdated = stale()
    if not outdated:
        return
    import polib

    for po in outdated:
        handle, scratch = tempfile.mkstemp(dir=po.parent, suffix=".mo")
        os.close(handle)
        polib.pofile(str(po)).save_as_mofile(scratch)
        os.chmod(scratch, 0o644)
        os.replace(scratch, po.with_suffix(".mo"))


def problems() -> list[str]:
    """Return one line per fault."""
    import polib

    found = []
    for path in catalogues():
        for entry in polib.pofile(str(path)):
            if entry.obsolete:
                found.append(f"{path.name}:{entry.linenum}: obsolete entry {entry.msgid!r}")
                continue
            if entry.fuzzy:
                found.append(f"{path.name}:{entry.linenum}: fuzzy {entry.msgid!r}")
            texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
            if not texts or not all(texts):
                found.append(f"{path.name}:{entry.linenum}: no translation of {entry.msgid!r}")
            wanted = _placeholders(entry.msgid_plural or entry.msgid)
            for text in filter(None, texts):
                # A singular may leave the number out; nothing may bring in a name that the code does not fill.
                short = wanted - _placeholders(text) if not entry.msgid_plural else set()
                if short or _placeholders(text) - wanted:
                    found.append(f"{path.name}:{entry.linenum}: placeholders differ in {text!r}")
    return found


def _placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text.replace("%%", "")))


def _is_current(po: Path, mo: Path) -> bool:
    return mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime


if __name__ == "__main__":
    if sys.argv[1:] == ["compile"]:
        compile_stale()
    elif sys.argv[1:] == ["check"]:
        faults = problems()
        print("\n".join(faults) or f"{len(catalogues())} catalogue(s) complete")
        sys.exit(bool(faults))
    else:
        sys.exit(__doc__)
