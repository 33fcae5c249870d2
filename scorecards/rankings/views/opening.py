"""The leadership's choice whether everybody may read the published rankings."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from portal.common.history import Change, actor_names, actor_of, events_of
from portal.common.http import SignedInRequest
from portal.common.policy import Action, Role, policy
from portal.units.models import Government
from scorecards.rankings.selectors.published_ranking import is_public
from scorecards.rankings.services.opening import open_rankings

MOST_CHANGES = 50


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Kept in the history, with your name."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@policy(Action.SNAPSHOT_OPEN)
def opening(request: SignedInRequest) -> HttpResponse:
    """Say who may read the published rankings, and change it with a reason."""
    led = Government.objects.filter(pk__in=request.user.governments_as(Role.LEADER))
    government = led.order_by("-is_home", "pk").first()
    if government is None:
        raise Http404
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        # The form says what it wants and not "the other": who presses twice, or late, gets what the button said.
        wanted = request.POST.get("allow") == "1"
        open_rankings(government=government, is_allowed=wanted, reason=form.cleaned_data["reason"], by=request.user)
        told = _("Everybody can read the published rankings now.") if wanted else _("Only the city reads them now.")
        messages.success(request, told)
        return redirect("rankings:opening")
    context = {
        "government": government,
        "is_public": is_public(government),
        "form": form,
        "changes": _changes(government),
    }
    return render(request, "rankings/opening.html", context, status=422 if form.errors else 200)


def _changes(government: Government) -> list[Change]:
    """Return each choice with its reason, newest first; two queries."""
    events = events_of("rankings", "PublicRankings").filter(government=government).order_by("-pgh_id")[:MOST_CHANGES]
    rows = list(events)
    names = actor_names(rows)
    return [
        Change(
            row.pgh_id,
            _("Shown to everybody") if row.is_allowed else _("Shown to the city only"),
            names.get(actor_of(row), _("the system")),
            row.pgh_created_at,
            row.reason,
            "circle-check" if row.is_allowed else "lock",
        )
        for row in rows
    ]
