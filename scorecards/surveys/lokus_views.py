"""What an authority announced for each service unit, and the government's value that follows."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.common.http import SignedInRequest
from portal.common.policy import Action, Role, may, policy
from portal.units.models import Unit
from scorecards.domain.edition import Edition
from scorecards.entries import lokus, services
from scorecards.entries.models import Scorecard
from scorecards.entries.words import title_of
from scorecards.surveys.forms import LokusForm


@require_safe
@policy(Action.SURVEY_VIEW)
def page(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the lokus of a government's scorecard with their values and sources, and the mean."""
    card, edition = _card(request, pk)
    return _page(request, card, edition, _form(card, edition) if may(request.user, Action.SURVEY_RUN) else None)


@require_POST
@policy(Action.SURVEY_RUN)
def save(request: SignedInRequest, pk: int) -> HttpResponse:
    """Keep the value of one service unit; one that stands is replaced, and stays in the history."""
    card, edition = _card(request, pk)
    form = _form(card, edition, request)
    if not form.is_valid():
        return _page(request, card, edition, form, status=422)
    unit = form.cleaned_data["unit"]
    services.record_lokus(
        scorecard_id=card.pk,
        unit_id=unit.pk,
        value=form.cleaned_data["value"],
        source=form.cleaned_data["source"],
        announced_on=form.cleaned_data["announced_on"],
        by=request.user,
    )
    messages.success(request, _("The value of %(unit)s is saved.") % {"unit": unit})
    return redirect("surveys:lokus", card.pk)


@require_POST
@policy(Action.SURVEY_RUN)
def remove(request: SignedInRequest, pk: int, item: int) -> HttpResponse:
    """Take a service unit away."""
    card, _edition = _card(request, pk)
    services.remove_lokus(scorecard_id=card.pk, item_id=item)
    messages.success(request, _("Taken away; it stays in the history."))
    return redirect("surveys:lokus", card.pk)


def _card(request: SignedInRequest, pk: int) -> tuple[Scorecard, Edition]:
    """Return a scorecard of the whole government with its lokus; 404 for any other."""
    city = request.user.governments_as(Role.EVALUATOR, Role.LEADER, Role.ADMIN)
    related = ("cycle__edition__instrument", "cycle__period", "government")
    card = get_object_or_404(Scorecard.objects.filter(government__in=city).select_related(*related), pk=pk)
    edition = lokus.lokus_edition(card)
    if edition is None:
        raise Http404
    return card, edition


def _form(card: Scorecard, edition: Edition, request: SignedInRequest | None = None) -> LokusForm:
    fields = lokus.lokus_field(edition)
    if fields is None:
        raise Http404
    units = Unit.objects.filter(government=card.government_id).order_by("name", "pk")
    return LokusForm(request.POST if request else None, units=units, scale=edition.scale_of(fields[1]))


def _page(
    request: SignedInRequest, card: Scorecard, edition: Edition, form: LokusForm | None, *, status: int = 200
) -> HttpResponse:
    found = lokus.announced_on(card)
    outcome = lokus.mean_of(edition, found)
    context = {
        "card": card,
        "title": title_of(card),
        "found": found,
        "total": outcome.total,
        "band": outcome.band,
        "form": form,
        "crumbs": [{"label": _("Surveys"), "url": reverse("surveys:index")}],
        "edition": edition,
    }
    return render(request, "surveys/lokus.html", context, status=status)
