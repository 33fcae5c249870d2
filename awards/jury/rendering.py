"""From frozen minutes to their file; the same data always gives the same bytes."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from awards.jury.models import JuryMinutes, JuryRules
from portal.common.pdf import font, render_pdf

FONTS = ("source-sans-3-latin-400.woff2", "source-sans-3-latin-600.woff2")


def minutes_pdf(minutes: JuryMinutes) -> bytes:
    """Render the minutes in the installation's language."""
    data = minutes.data
    with translation.override(settings.LANGUAGE_CODE):
        context = {
            "data": data,
            "minutes": minutes,
            "date": date.fromisoformat(data["date"]),
            "award_date": date.fromisoformat(data["award_date"]) if data["award_date"] else None,
            "method": JuryRules.Method(data["rules"]["method"]).label,
            "tie_break": JuryRules.TieBreak(data["rules"]["tie_break"]).label,
            "categories": [_category(one) for one in data["categories"]],
        }
        page = render_to_string("jury/minutes_pdf.html", context)
    assets = {name: font(name) for name in FONTS}
    return render_pdf(page, identifier=minutes.content_sha256.encode(), created=minutes.frozen_at, assets=assets)


def _category(data: Mapping[str, Any]) -> dict[str, Any]:
    criteria = [{**one, "weight": Decimal(one["weight"])} for one in data["criteria"]]
    rows = [
        {
            **row,
            "total": _decimal(row["total"]),
            "spread": _decimal(row["spread"]),
            "criteria": [_decimal(value) for value in row["criteria"]],
            "sheets": [{**sheet, "total": _decimal(sheet["total"])} for sheet in row["sheets"]],
        }
        for row in data["rows"]
    ]
    return {**data, "criteria": criteria, "rows": rows}


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
