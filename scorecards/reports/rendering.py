"""From frozen minutes and reports to their files; the same data always gives the same bytes."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from portal.common.pdf import font, pages_in, render_pdf
from scorecards.entries.models import Mark
from scorecards.reports.models import Report
from scorecards.reports.word import docx

FONTS = ("source-sans-3-latin-400.woff2", "source-sans-3-latin-600.woff2")


def minutes_pdf(data: Mapping[str, Any], *, number: int, content_sha256: str, frozen_at: datetime) -> bytes:
    """Render the minutes in the installation's language."""
    with translation.override(settings.LANGUAGE_CODE):
        page = render_to_string(
            "reports/minutes_pdf.html",
            {
                "data": data,
                "number": number,
                "content_sha256": content_sha256,
                "frozen_at": frozen_at,
                "released_at": datetime.fromisoformat(data["released_at"]),
                "parties": [Mark.Party(party).label for party in data["parties"]],
                "components": [_component(part, data["parties"]) for part in data["components"]],
                "total": _decimal(data["total"]),
                "returned": [
                    each | {"party": Mark.Party(each["party"]).label, "at": datetime.fromisoformat(each["at"])}
                    for each in data["returned"]
                ],
            },
        )
    return render_pdf(
        page, identifier=content_sha256.encode(), created=frozen_at, assets={name: font(name) for name in FONTS}
    )


def _component(part: Mapping[str, Any], parties: list[str]) -> dict[str, Any]:
    return {
        **part,
        "score": _decimal(part["score"]),
        "max": _decimal(part["max"]),
        "rows": [
            {
                **row,
                "grades": [row["marks"].get(party, "") for party in parties],
                "score": _decimal(row["score"]),
                "max": _decimal(row["max"]),
            }
            for row in part["rows"]
        ],
    }


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def report_file(report: Report) -> tuple[bytes, int]:
    """Render what a report says; return the file and how many pages it has (0 where only a word processor knows)."""
    if report.frozen_at is None:
        raise ValueError("a report is frozen before it is rendered")
    with translation.override(settings.LANGUAGE_CODE):
        if report.format == Report.Format.DOCX:
            return docx(report.data, frozen_at=report.frozen_at), 0
        context = {"data": report.data, "frozen_at": report.frozen_at, "widths": range(1, 100)}
        page = render_to_string("reports/report_pdf.html", context)
    pdf = render_pdf(
        page,
        identifier=report.content_sha256.encode(),
        created=report.frozen_at,
        assets={name: font(name) for name in FONTS},
    )
    return pdf, pages_in(pdf)
