"""Who answers each indicator of the city's scorecard, and which units contribute; and a contributor's own note."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.common.http import SignedInRequest
from portal.common.policy import Action, policy
from portal.units.models import Unit
from scorecards.entries import proposals, services
from scorecards.entries.board import boards
from scorecards.entries.forms import ContributorForm, LeadsForm, ShareForm
from scorecards.entries.models import Contribution, Entry, Scorecard
from scorecards.entries.selectors import leads_of
from scorecards.entries.services.errors import EntryError
from scorecards.entries.views import fetch
from scorecards.entries.words import title_of


@require_safe
@policy(Action.LEADS_ASSIGN)
def city_index(request: SignedInRequest) -> HttpResponse:
    """List the city's scorecards, and of how many indicators somebody has been named as lead."""
    order = ("-cycle__period__score_year", "cycle__edition__code", "pk")
    rows = Scorecard.objects.assignable_by(request.user).select_related("government").order_by(*order)
    cards = [
        {
            "title": title_of(board.scorecard),
            "url": reverse("entries:leads", args=[board.scorecard.pk]),
            "named": sum(row.entry.lead_id is not None for row in board.rows),
            "total": len(board.rows),
        }
        for board in boards(list(rows))
    ]
    return render(request, "entries/leads_index.html", {"cards": cards})


@require_http_methods(["GET", "HEAD", "POST"])
@policy(Action.LEADS_ASSIGN)
def leads(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show and save the leads of one of the city's scorecards."""
    card = _assignable(request, pk)
    if request.method != "POST":
        return _page(request, card)
    form = LeadsForm(request.POST, entries=leads_of(card))
    if not form.is_valid():
        return _page(request, card, error=_("Nothing was saved: choose units from the list."), status=422)
    try:
        changed = services.set_leads(scorecard_id=card.pk, changes=form.changes())
    except EntryError as error:
        return _page(request, card, error=str(error), status=409)
    words = ngettext("%(n)s lead changed.", "%(n)s leads changed.", changed)
    messages.success(request, words % {"n": changed})
    return redirect("entries:leads", pk=card.pk)


@require_POST
@policy(Action.LEADS_ASSIGN)
def proposal(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take over the proposal where nobody has been named yet."""
    card = _assignable(request, pk)
    changed = services.apply_proposal(scorecard_id=card.pk, by=request.user)
    words = ngettext("%(n)s lead taken over from the proposal.", "%(n)s leads taken over from the proposal.", changed)
    messages.success(request, words % {"n": changed})
    return redirect("entries:leads", pk=card.pk)


@require_POST
@policy(Action.LEADS_ASSIGN)
def contributor_add(request: SignedInRequest, pk: int, code: str) -> HttpResponse:
    """Ask a unit for its share in an indicator."""
    entry = _indicator(_assignable(request, pk), code)
    form = ContributorForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Nothing was saved: choose units from the list."))
    else:
        try:
            share = services.add_contributor(entry_id=entry.pk, by=request.user, **form.cleaned_data)
        except EntryError as error:
            messages.error(request, str(error))
        else:
            words = {"unit": share.unit.short_name, "code": code}
            messages.success(request, _("%(unit)s contributes to %(code)s.") % words)
    return redirect(f"{reverse('entries:leads', args=[pk])}#i-{code}")


@require_POST
@policy(Action.LEADS_ASSIGN)
def contributor_remove(request: SignedInRequest, pk: int, code: str, share: int) -> HttpResponse:
    """End a unit's share; adding it again brings it back, its documents never left."""
    entry = _indicator(_assignable(request, pk), code)
    found = get_object_or_404(Contribution, pk=share, entry=entry)
    gone = services.remove_contributor(contribution_id=found.pk)
    words = {"unit": gone.unit.short_name, "code": code}
    messages.success(request, _("%(unit)s contributes to %(code)s no longer; its documents stay.") % words)
    return redirect(f"{reverse('entries:leads', args=[pk])}#i-{code}")


@require_POST
@policy(Action.EVIDENCE_UPLOAD)
def share_note(request: SignedInRequest, pk: int, code: str) -> HttpResponse:
    """Keep what a contributing unit says about its share; on a conflict both texts are shown."""
    question = fetch.provable_question(request, pk, code)
    if question.share is None:
        raise Http404
    form = ShareForm(request.POST)
    if not form.is_valid():
        messages.error(request, next(str(error) for errors in form.errors.values() for error in errors))
        return redirect(f"{reverse('entries:entry', args=[pk, code])}#share")
    try:
        services.save_share_note(contribution_id=question.share.pk, by=request.user, **form.cleaned_data)
    except services.ContributionChanged as error:
        context = {"question": question, "stored": error.stored, "typed": form.cleaned_data["note"], "scorecard_pk": pk}
        return render(request, "entries/share_conflict.html", context, status=409)
    except EntryError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Note saved."))
    return redirect(f"{reverse('entries:entry', args=[pk, code])}#share")


def _assignable(request: SignedInRequest, pk: int) -> Scorecard:
    rows = Scorecard.objects.assignable_by(request.user).select_related(*fetch.RELATED)
    return get_object_or_404(rows, pk=pk)


def _indicator(card: Scorecard, code: str) -> Entry:
    return get_object_or_404(leads_of(card), node__code=code)


def _page(request: SignedInRequest, card: Scorecard, *, error: str = "", status: int = 200) -> HttpResponse:
    entries = list(leads_of(card).prefetch_related("contributions__unit"))
    proposed = proposals.proposal_for(card)
    open_proposals = sum(entry.node.code in proposed for entry in entries if entry.lead_id is None)
    context = {
        "scorecard": card,
        "title": title_of(card),
        "crumbs": [{"label": _("Leads"), "url": reverse("entries:city")}],
        "groups": _groups(request, card, entries, proposed),
        "units": list(
            Unit.objects.filter(government=card.government_id).valid_on(timezone.localdate()).order_by("name", "pk")
        ),
        "named": sum(entry.lead_id is not None for entry in entries),
        "total": len(entries),
        "open_proposals": open_proposals,
        "error": error,
    }
    return render(request, "entries/leads.html", context, status=status)


def _groups(request: SignedInRequest, card: Scorecard, entries: list[Entry], proposed: Any) -> list[dict[str, Any]]:
    """Lay the indicators out by component; what was typed stands in place of what is stored."""
    groups: dict[int | None, dict[str, Any]] = {}
    for entry in entries:
        parent = entry.node.parent
        group = groups.setdefault(parent.pk if parent else None, {"node": parent, "rows": []})
        typed = request.POST.get(f"lead-{entry.pk}")
        group["rows"].append(
            {
                "entry": entry,
                "chosen": typed if typed is not None else str(entry.lead_id or ""),
                "proposal": proposed.get(entry.node.code),
                "shares": [share for share in entry.contributions.all() if share.unit_id != entry.lead_id],
            }
        )
    return list(groups.values())
