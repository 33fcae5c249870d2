"""Running the small programs that look into a file: whatever ends one, the file is refused rather than believed."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PDF_PROBE = HERE / "pdf_probe.py"
PICTURE_PROBE = HERE / "picture_probe.py"
SECONDS = 15


def ask(probe: Path, *arguments: str) -> dict[str, Any]:
    """Return what a probe found; {"error": "broken"} when it did not end well or in time."""
    command = [sys.executable, "-I", str(probe), *arguments]
    try:
        answer = subprocess.run(command, capture_output=True, timeout=SECONDS, check=True)  # noqa: S603
        found = json.loads(answer.stdout)
    except (subprocess.SubprocessError, json.JSONDecodeError):
        return {"error": "broken"}
    return found if isinstance(found, dict) else {"error": "broken"}
