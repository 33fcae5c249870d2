"""The offline page: one HTML file that checks certificates with the keys and the status list inside it.

It opens from a disk with the network off. Its policy (CSP) lets nothing in but its own style and script, by their
hashes, and nothing out at all.
"""

import base64
import hashlib
import re
from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.safestring import mark_safe

from awards.certificates import register
from awards.certificates.signing import public_keys
from awards.domain.jws import write_keys
from awards.domain.verdicts import Verdict
from portal.units.models import Government

STYLES = (
    "tokens.css",
    "base.css",
    "layout.css",
    "components/controls.css",
    "components/data.css",
    "components/feedback.css",
    "certificates.css",
)
_FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}")


def offline_page(government: Government) -> str:
    """Return the page, in Indonesian whoever asks; signing.NoSealKey without a key to sign the list with."""
    style = _FONT_FACE.sub("", "\n".join(_static(f"css/{name}") for name in STYLES))
    script = _static("js/certificate.js")
    policy = (
        f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    with translation.override("id"):
        return render_to_string(
            "certificates/offline.html",
            {
                "policy": policy,
                # Our own files, which hold no end tag.
                "style": mark_safe(f"<style>{style}</style>"),  # noqa: S308
                "script": mark_safe(f'<script type="module">{script}</script>'),  # noqa: S308
                "keys": write_keys(public_keys()),
                "list": register.status_list(government),
                "verdicts": list(Verdict),
                "government": government,
                "made_at": timezone.now(),
            },
        )


def _static(name: str) -> str:
    path = finders.find(name)
    if not isinstance(path, str):
        raise FileNotFoundError(f"static/{name}")
    return Path(path).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
