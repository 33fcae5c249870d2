"""The page of one action, as several views show it."""

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from portal.common.fields import typed_number
from portal.common.http import SignedInRequest
from scorecards.actions import selectors
from scorecards.actions.forms import ProofForm, ReportForm
from scorecards.actions.history import changes_of
from scorecards.actions.models import Action, Progress, Proof
from scorecards.domain.action_plan import QUARTERS
from scorecards.evidence.models import Revision
from scorecards.evidence.selectors import usable_by

if TYPE_CHECKING:
    from django.forms import BoundField


@dataclass(frozen=True)
class Quarter:
    """One line of the table of quarters."""

    number: int
    target: Decimal | None
    progress: Progress | None
    proofs: list[Proof]
    value: "BoundField"
    note: "BoundField"
    version: "BoundField"
    stored: Progress | None

    @property
    def stored_value(self) -> str:
        """Return what stands there now, in a conflict."""
        return "" if self.stored is None or self.stored.value is None else typed_number(self.stored.value)


def action_page(
    request: SignedInRequest,
    action: Action,
    *,
    report_form: ReportForm | None = None,
    proof_form: ProofForm | None = None,
    stored: dict[int, Progress] | None = None,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    """Render the page; a refused form comes with what was typed, a conflict with what is `stored`."""
    progress = {row.quarter: row for row in action.progress.all()}
    report_form = report_form or ReportForm(action=action, progress=progress)
    may_report = Action.objects.reportable_by(request.user).filter(pk=action.pk).exists()
    is_dropped = action.status == Action.Status.DROPPED
    (row,) = selectors.rows_of([action], timezone.localdate())
    proofs = list(action.proofs.select_related("revision__document", "revision__file").order_by("quarter", "pk"))
    readable = Revision.objects.visible_to(request.user).filter(pk__in=[proof.revision_id for proof in proofs])
    context: dict[str, Any] = {
        "action": action,
        "row": row,
        "quarters": [_quarter(number, row, progress, proofs, report_form, stored or {}) for number in QUARTERS],
        "readable": set(readable.values_list("pk", flat=True)),
        "can_report": may_report and not is_dropped,
        "can_plan": Action.objects.plannable_by(request.user).filter(pk=action.pk).exists(),
        "gaps": _gaps(action),
        "report_form": report_form,
        "error": error,
        "stored": stored,
        "events": changes_of(action),
        "share_text": f"{action.title} ({action.unit.short_name})",
    }
    if context["can_report"]:
        context["proof_form"] = proof_form or ProofForm(documents=documents_of(action))
    return render(request, "actions/detail.html", context, status=status)


def documents_of(action: Action) -> list[tuple[int, str]]:
    """Return the documents that may prove a quarter: the owner's and the city's."""
    return [(row.pk, row.document.title) for row in usable_by(action.unit)]


def _gaps(action: Action) -> list[str]:
    """Return what a rencana aksi still lacks, in words."""
    if action.kind not in selectors.PLAN_KINDS:
        return []
    return [selectors.field_name(name) for name in selectors.missing_of(action)]


def _quarter(
    number: int,
    row: selectors.Row,
    progress: dict[int, Progress],
    proofs: list[Proof],
    form: ReportForm,
    stored: dict[int, Progress],
) -> Quarter:
    return Quarter(
        number,
        row.planned.targets[number],
        progress.get(number),
        [proof for proof in proofs if proof.quarter == number],
        form[f"value-{number}"],
        form[f"note-{number}"],
        form[f"version-{number}"],
        stored.get(number),
    )
