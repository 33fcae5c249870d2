"""The verifier of snapshots as one file that runs wherever Python does."""

from pathlib import Path

from portal.common.programs import pack
from scorecards import domain

_MAIN = "import sys\n\nfrom scorecards.domain.verify_snapshot import main\n\nsys.exit(main())\n"


def verifier() -> bytes:
    """Return an archive with the rules of arithmetic that `python FILE` runs; equal code gives equal bytes."""
    rules = sorted(Path(domain.__path__[0]).glob("*.py"))
    sources = {f"scorecards/domain/{source.name}": source.read_text(encoding="utf-8") for source in rules}
    return pack(_MAIN, {"scorecards/__init__.py": "", **sources})
