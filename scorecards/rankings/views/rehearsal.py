"""The rehearsal of a draft edition: ranks under it, and the list of work that it would bring."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.common.csv import csv_response
from portal.common.http import SignedInRequest
from portal.common.policy import Action, may, policy
from portal.common.spreadsheets import XLSX, Book
from scorecards.editions.crossing import crossing_of
from scorecards.editions.models import EditionDraft
from scorecards.entries.models import Cycle
from scorecards.rankings.presenters import rehearsal as words
from scorecards.rankings.selectors import rehearsal as rehearsals
from scorecards.rankings.selectors.rehearsal import Rehearsal
from scorecards.rankings.selectors.rehearsed_work import UnitWork, counted, work_of
from scorecards.rankings.views.choosing import chosen_cycle

PAGE_SIZE = 100
WIDTHS = (40, 40, 10, 60, 16, 16, 60, 10)


@require_safe
@policy(Action.EDITION_REHEARSE)
def index(request: SignedInRequest) -> HttpResponse:
    """Show the drafts that can be rehearsed."""
    drafts = rehearsals.drafts_for(request.user).defer("document").select_related("uploaded_by")
    return render(request, "rankings/rehearsals.html", {"drafts": drafts})


@require_safe
@policy(Action.EDITION_REHEARSE)
def rehearsal(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show ranks and points of a cycle's units now and under the draft, and what it would ask of them."""
    draft, cycles, cycle = _chosen(request, pk)
    context: dict[str, Any] = {
        "draft": draft,
        "cycles": cycles,
        "cycle": cycle,
        "crumbs": _crumbs(),
        "may_edit": may(request.user, Action.EDITIONS_MANAGE),
    }
    if cycle is not None:
        found = rehearsals.rehearsal_of(draft, cycle)
        work = work_of(found)
        context |= {
            "found": found,
            "finding": words.finding(found),
            "crossing": crossing_of(found.crosswalk),
            "work": work,
            "tasks": counted(work),
            "query": f"?siklus={cycle.pk}",
        }
    return render(request, "rankings/rehearsal.html", context)


@require_safe
@policy(Action.EDITION_REHEARSE)
def work(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the list of work, of all units or of one."""
    found, work = _work(request, pk)
    page = Paginator([(one, task) for one in work for task in one.tasks], PAGE_SIZE).get_page(request.GET.get("hal"))
    back = f"{reverse('rankings:rehearsal', args=[pk])}?siklus={found.cycle.pk}"
    context = {
        "found": found,
        "page": page,
        "rows": [(one, task, words.things(task)) for one, task in page.object_list],
        "unit": work[0] if request.GET.get("unit") and work else None,
        "query": f"?{request.GET.urlencode()}",
        "crumbs": [*_crumbs(), {"label": found.draft.code, "url": back}],
    }
    return render(request, "rankings/rehearsal_work.html", context)


@require_safe
@policy(Action.EDITION_REHEARSE)
def work_csv(request: SignedInRequest, pk: int) -> HttpResponse:
    """Download the list of work as CSV."""
    found, work = _work(request, pk)
    return csv_response(f"{_file_name(found)}.csv", words.head(), words.rows(work))


@require_safe
@policy(Action.EDITION_REHEARSE)
def work_xlsx(request: SignedInRequest, pk: int) -> HttpResponse:
    """Download the list of work as a workbook."""
    found, work = _work(request, pk)
    book = Book(title=_("List of work"))
    page = book.page(_("List of work"))
    page.write_row(0, words.head(), bold=True, bottom=1)
    for number, row in enumerate(words.rows(work), start=1):
        page.write_row(number, row)
    page.raw.freeze_panes(1, 0)
    for column, width in enumerate(WIDTHS):
        page.raw.set_column(column, column, width)
    response = HttpResponse(book.content(), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{_file_name(found)}.xlsx"'
    return response


def _work(request: SignedInRequest, pk: int) -> tuple[Rehearsal, list[UnitWork]]:
    draft, _cycles, cycle = _chosen(request, pk)
    if cycle is None:
        raise Http404
    found = rehearsals.rehearsal_of(draft, cycle)
    work, wanted = work_of(found), request.GET.get("unit")
    if not wanted:
        return found, work
    kept = [one for one in work if (str(one.unit.pk) if one.unit else "-") == wanted]
    if not kept:
        raise Http404
    return found, kept


def _chosen(request: SignedInRequest, pk: int) -> tuple[EditionDraft, list[Cycle], Cycle | None]:
    draft = get_object_or_404(rehearsals.drafts_for(request.user), pk=pk)
    cycles = rehearsals.cycles_for(draft, request.user)
    return draft, cycles, chosen_cycle(request, cycles)


def _crumbs() -> list[dict[str, str]]:
    return [{"label": _("Rehearsals"), "url": reverse("rankings:rehearsals")}]


def _file_name(found: Rehearsal) -> str:
    return f"{_('list-of-work')}-{found.draft.code.replace('/', '-')}-{found.cycle.period.score_year}"
