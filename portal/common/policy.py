"""Who may do what: the one table of roles and actions, and how a view names its action.

A view says `@policy(Action.X)`, `@signed_in("why")` or `@public("why")`. Whoever lacks the action gets 403, and
tests/test_policy.py fails on any address without a policy. Which rows a person may touch is decided
by querysets (`visible_to(user)`), which state allows it by the service.
"""

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any, Protocol, TypeVar, runtime_checkable

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person is at a unit or a government (decisions.md, section 7)."""

    OPERATOR = "operator", _("OPD operator")
    HEAD = "head", _("Head of OPD")
    VERIFIER = "verifier", _("Verifier")
    ASSURER = "assurer", _("Quality assurer")
    EVALUATOR = "evaluator", _("Evaluator")
    LEADER = "leader", _("Leadership")
    COMMITTEE = "committee", _("Award committee")
    JUROR = "juror", _("Juror")
    ADMIN = "admin", _("Administrator")


class Action(StrEnum):
    """Everything that a view can do on somebody's behalf."""

    HOME = "home"
    SCORECARD_VIEW = "scorecard.view"
    ENTRY_EDIT = "entry.edit"
    SCORECARD_SUBMIT = "scorecard.submit"
    LEADS_ASSIGN = "leads.assign"
    COLLABORATION_VIEW = "collaboration.view"
    SURVEY_VIEW = "survey.view"
    SURVEY_RUN = "survey.run"
    EVIDENCE_UPLOAD = "evidence.upload"
    EVIDENCE_READ = "evidence.read"
    EVIDENCE_REGISTER = "evidence.register"
    EVIDENCE_SHARE = "evidence.share"
    REVIEW_QUEUE = "review.queue"
    REVIEW_DECIDE = "review.decide"
    REVIEW_DESK = "review.desk"
    REVIEW_RETURN = "review.return"
    REVIEW_ASSIGN = "review.assign"
    OBJECTION_VIEW = "objection.view"
    OBJECTION_FILE = "objection.file"
    OBJECTION_ANSWER = "objection.answer"
    DASHBOARD = "dashboard"
    RANKING_VIEW = "ranking.view"
    EXPLANATION_VIEW = "explanation.view"
    SNAPSHOT_VIEW = "snapshot.view"
    SNAPSHOT_PUBLISH = "snapshot.publish"
    SNAPSHOT_OPEN = "snapshot.open"
    CLIMB_VIEW = "climb.view"
    CLIMB_ACCEPT = "climb.accept"
    CLIMB_ESTIMATE = "climb.estimate"
    CITY_PLAN_ACCEPT = "city-plan.accept"
    MINUTES_READ = "minutes.read"
    MINUTES_MAKE = "minutes.make"
    REPORTS = "reports"
    AWARDS_VIEW = "awards.view"
    ROUND_MANAGE = "round.manage"
    JURY_MANAGE = "jury.manage"
    JURY_SCORE = "jury.score"
    JURY_SESSION = "jury.session"
    CERTIFICATE_ISSUE = "certificate.issue"
    CERTIFICATE_READ = "certificate.read"
    CERTIFICATE_REVOKE = "certificate.revoke"
    CERTIFICATE_SETUP = "certificate.setup"
    UNITS_VIEW = "units.view"
    PEOPLE_MANAGE = "people.manage"
    CYCLES_MANAGE = "cycles.manage"
    WORK_WATCH = "work.watch"
    HISTORY_IMPORT = "history.import"
    MEETING_HOLD = "meeting.hold"
    PUBLISHED_IMPORT = "published.import"
    TARGET_VIEW = "target.view"
    TARGET_SET = "target.set"
    COMPOSITE_POLICY_VIEW = "composite-policy.view"
    COMPOSITE_POLICY_SET = "composite-policy.set"
    EDITIONS_MANAGE = "editions.manage"
    EDITION_REHEARSE = "edition.rehearse"
    ACTION_VIEW = "action.view"
    ACTION_PLAN = "action.plan"
    ACTION_REPORT = "action.report"
    RECOMMENDATION_VIEW = "recommendation.view"
    RECOMMEND = "recommend"


_O, _H, _V, _Q = Role.OPERATOR, Role.HEAD, Role.VERIFIER, Role.ASSURER
_E, _L, _C, _J, _A = Role.EVALUATOR, Role.LEADER, Role.COMMITTEE, Role.JUROR, Role.ADMIN
_EVERYONE = frozenset(Role)

POLICY: dict[Action, frozenset[Role]] = {
    Action.HOME: _EVERYONE,
    Action.SCORECARD_VIEW: frozenset({_O, _H, _Q, _E, _L}),
    Action.ENTRY_EDIT: frozenset({_O, _H}),
    Action.SCORECARD_SUBMIT: frozenset({_H}),
    Action.LEADS_ASSIGN: frozenset({_A, _E}),
    Action.COLLABORATION_VIEW: frozenset({_O, _H, _E, _L}),
    Action.SURVEY_VIEW: frozenset({_O, _H, _E, _L, _A}),
    Action.SURVEY_RUN: frozenset({_E}),
    Action.EVIDENCE_UPLOAD: frozenset({_O, _H}),
    Action.EVIDENCE_READ: frozenset({_O, _H, _V, _Q, _E, _L, _A}),
    Action.EVIDENCE_REGISTER: frozenset({_O, _H, _E, _A}),
    Action.EVIDENCE_SHARE: frozenset({_O, _H}),
    Action.REVIEW_QUEUE: frozenset({_E, _Q, _V}),
    Action.REVIEW_DECIDE: frozenset({_E}),
    Action.REVIEW_DESK: frozenset({_E, _Q, _V}),
    Action.REVIEW_RETURN: frozenset({_E, _V}),
    Action.REVIEW_ASSIGN: frozenset({_E, _A}),
    Action.OBJECTION_VIEW: frozenset({_O, _H, _E, _L}),
    Action.OBJECTION_FILE: frozenset({_H}),
    Action.OBJECTION_ANSWER: frozenset({_E}),
    Action.DASHBOARD: frozenset({_L, _E}),
    Action.RANKING_VIEW: frozenset({_L, _E, _O, _H, _Q}),
    Action.EXPLANATION_VIEW: frozenset({_L, _E, _O, _H}),
    Action.SNAPSHOT_VIEW: frozenset({_L, _E}),
    Action.SNAPSHOT_PUBLISH: frozenset({_E}),
    Action.SNAPSHOT_OPEN: frozenset({_L}),
    Action.CLIMB_VIEW: frozenset({_L, _E, _O, _H}),
    Action.CLIMB_ACCEPT: frozenset({_L, _H}),
    Action.CLIMB_ESTIMATE: frozenset({_O, _H}),
    Action.CITY_PLAN_ACCEPT: frozenset({_L}),
    Action.MINUTES_READ: frozenset({_L, _E, _O, _H}),
    Action.MINUTES_MAKE: frozenset({_E}),
    Action.REPORTS: frozenset({_L, _E, _O, _H}),
    Action.AWARDS_VIEW: frozenset({_C, _L}),
    Action.ROUND_MANAGE: frozenset({_C}),
    Action.JURY_MANAGE: frozenset({_C}),
    Action.JURY_SCORE: frozenset({_J}),
    Action.JURY_SESSION: frozenset({_C, _J, _L}),
    Action.CERTIFICATE_ISSUE: frozenset({_C}),
    Action.CERTIFICATE_READ: frozenset({_C, _L}),
    Action.CERTIFICATE_REVOKE: frozenset({_C, _L}),
    Action.CERTIFICATE_SETUP: frozenset({_C, _A}),
    Action.UNITS_VIEW: frozenset({_A, _L, _E}),
    Action.PEOPLE_MANAGE: frozenset({_A}),
    Action.CYCLES_MANAGE: frozenset({_A}),
    Action.WORK_WATCH: frozenset({_A}),
    Action.HISTORY_IMPORT: frozenset({_A}),
    Action.MEETING_HOLD: frozenset({_L, _E}),
    Action.PUBLISHED_IMPORT: frozenset({_A}),
    Action.TARGET_VIEW: _EVERYONE,
    Action.TARGET_SET: frozenset({_L, _A}),
    Action.COMPOSITE_POLICY_VIEW: frozenset({_L, _E, _A}),
    Action.COMPOSITE_POLICY_SET: frozenset({_A}),
    Action.EDITIONS_MANAGE: frozenset({_A}),
    Action.EDITION_REHEARSE: frozenset({_L, _E, _Q}),
    Action.ACTION_VIEW: frozenset({_O, _H, _V, _Q, _E, _L, _A}),
    Action.ACTION_PLAN: frozenset({_H, _E, _A}),
    Action.ACTION_REPORT: frozenset({_O, _H}),
    Action.RECOMMENDATION_VIEW: frozenset({_O, _H, _V, _Q, _E, _L}),
    Action.RECOMMEND: frozenset({_E}),
}


@runtime_checkable
class HasRoles(Protocol):
    """A signed-in user, as far as the table is concerned."""

    @property
    def roles(self) -> frozenset[Role]:
        """Return the roles that the user holds today, at whatever unit."""


def may(user: object, action: Action) -> bool:
    """Return whether any role that `user` holds today allows `action`."""
    return isinstance(user, HasRoles) and not POLICY[action].isdisjoint(user.roles)


View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def policy(action: Action) -> Callable[[View], View]:
    """Let a view be used only by users whose roles allow `action`; others get 403."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not may(request.user, action):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.policy = action  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return decorate


def signed_in(reason: str) -> Callable[[View], View]:
    """Let everybody who is signed in use a view, even without any role; `reason` says why that is right."""

    def decorate(view: View) -> View:
        view.policy = f"signed in: {reason}"  # type: ignore[attr-defined]
        return view

    return decorate


def public(reason: str) -> Callable[[View], View]:
    """Let anybody use a view, signed in or not; `reason` says why that is right."""

    def decorate(view: View) -> View:
        view.policy = f"public: {reason}"  # type: ignore[attr-defined]
        return login_not_required(view)

    return decorate
