"""The list of actions, its table as CSV, and the RB plan as a whole."""

from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.db.models.functions import Lower
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.common.csv import Cell, csv_response
from portal.common.http import SignedInRequest
from portal.common.policy import Action as Act
from portal.common.policy import may, policy
from portal.units.models import Government, Unit
from scorecards.actions import selectors
from scorecards.actions.models import UNIT_ROLES, Action
from scorecards.actions.selectors import Filters, Row
from scorecards.actions.themes import themes_of
from scorecards.domain.action_plan import QUARTERS

PER_PAGE = 50
STATES = ("open", "late", *Action.Status.values)


@require_safe
@policy(Act.ACTION_VIEW)
def index(request: SignedInRequest) -> HttpResponse:
    """List the actions that the person may see, soonest first."""
    today = timezone.localdate()
    filters = _filters(request)
    found = selectors.filtered(Action.objects.visible_to(request.user), filters, today)
    page = Paginator(selectors.with_everything(found), PER_PAGE).get_page(request.GET.get("hal"))
    visible = Action.objects.visible_to(request.user)
    units = Unit.objects.filter(pk__in=visible.values("unit")).order_by(Lower("name"), "pk")
    years = sorted(set(visible.order_by().values_list("score_year", flat=True).distinct()), reverse=True)
    context = {
        "page": page,
        "rows": selectors.rows_of(page, today),
        "filters": filters,
        "is_filtered": filters != Filters(),
        "tabs": _tabs(request, filters),
        "tabs_label": _("Which actions"),
        "kinds": Action.Kind.choices,
        "themes": sorted(themes_of(filters.score_year or today.year).names.items()),
        "units": units,
        "years": years,
        "states": [(code, _state_words(code)) for code in STATES],
        "may_plan": may(request.user, Act.ACTION_PLAN),
        "may_meet": may(request.user, Act.MEETING_HOLD),
        "csv_url": f"{reverse('actions:csv')}?{urlencode(request.GET.dict())}",
    }
    return render(request, "actions/index.html", context)


@require_safe
@policy(Act.ACTION_VIEW)
def table(request: SignedInRequest) -> HttpResponse:
    """Hand out the same list as CSV."""
    today = timezone.localdate()
    found = selectors.filtered(Action.objects.visible_to(request.user), _filters(request), today)
    rows = selectors.rows_of(selectors.with_everything(found), today)
    return csv_response(f"aksi-{today:%Y%m%d}.csv", _head(), _cells(rows))


@require_safe
@policy(Act.ACTION_VIEW)
def plan(request: SignedInRequest) -> HttpResponse:
    """Show how complete a year's RB plan is and how far it is done: General, then each theme."""
    government = Government.objects.filter(pk__in=request.user.government_ids).order_by("-is_home", "pk").first()
    if government is None:
        raise Http404
    year = _year(request) or _latest_year(government)
    context = {
        "parts": selectors.plan_parts(government, year),
        "year": year,
        "years": sorted({year, *_years(government)}, reverse=True),
        "themes": themes_of(year),
        "may_plan": may(request.user, Act.ACTION_PLAN),
    }
    return render(request, "actions/plan.html", context)


def _years(government: Government) -> list[int]:
    rows = Action.objects.filter(government=government, kind__in=selectors.PLAN_KINDS)
    return list(rows.order_by().values_list("score_year", flat=True).distinct())


def _latest_year(government: Government) -> int:
    return max(_years(government), default=timezone.localdate().year)


def _year(request: SignedInRequest) -> int | None:
    return _whole(request.GET.get("tahun", ""))


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 9 else None


def _filters(request: SignedInRequest) -> Filters:
    """Read the filters from the address; what is not known narrows nothing."""
    given = request.GET
    kind, state = given.get("jenis", ""), given.get("status", "")
    return Filters(
        score_year=_year(request),
        kind=kind if kind in Action.Kind.values else "",
        theme=given.get("tema", "")[:40],
        unit=_whole(given.get("unit", "")),
        mine=request.user.units_as(*UNIT_ROLES) if given.get("milik") == "saya" else None,
        state=state if state in STATES else "",
        words=given.get("q", "").strip()[:100],
    )


def _tabs(request: SignedInRequest, filters: Filters) -> list[dict[str, Any]]:
    """Return the narrowings that people want most, each one click away."""
    wanted = [(_("All"), "", filters == Filters()), (_("Overdue"), "?status=late", filters == Filters(state="late"))]
    units = request.user.units_as(*UNIT_ROLES)
    if units:
        own = (_("My unit's"), "?milik=saya", filters == Filters(mine=units))
        wanted.insert(1, own)
    url = reverse("actions:index")
    return [{"label": label, "url": url + query, "current": current} for label, query, current in wanted]


def _state_words(code: str) -> str:
    extra = {"open": _("Unfinished"), "late": _("Overdue")}
    return extra.get(code) or str(Action.Status(code).label)


def _head() -> list[str]:
    targets = [_("Target TW%(q)s") % {"q": q} for q in QUARTERS]
    realised = [_("Realisation TW%(q)s") % {"q": q} for q in QUARTERS]
    return [
        _("Year"),
        _("Kind"),
        _("Theme"),
        _("RB indicator"),
        _("What is done"),
        _("Output"),
        _("Output indicator"),
        _("Unit of measure"),
        *targets,
        _("Total target"),
        _("Budget (Rp)"),
        _("Carried out by (pelaksana)"),
        _("Coordinated by (koordinator)"),
        _("Due"),
        *realised,
        _("Realised (%)"),
        _("Status"),
    ]


def _cells(rows: list[Row]) -> Iterator[list[Cell]]:
    for row in rows:
        action = row.action
        yield [
            action.score_year,
            str(action.get_kind_display()),
            action.theme_name,
            str(action.node or ""),
            action.title,
            action.output,
            action.indicator,
            action.measure,
            *row.planned.targets.values(),
            action.target_total,
            action.budget,
            action.unit.name,
            action.coordinator.name if action.coordinator else "",
            action.due_date.isoformat(),
            *(row.planned.realised.get(quarter) for quarter in QUARTERS),
            row.percent,
            _("Overdue") if row.is_late else str(action.get_status_display()),
        ]
