"""What people do with actions and recommendations: one function per act, one transaction each."""

from scorecards.actions.services.meetings import close_meeting, decide, open_meeting, review_promise, write_minutes
from scorecards.actions.services.plan import ActionPlan, create, drop, postpone, settle, take_up, update
from scorecards.actions.services.progress import Report, attach, detach, report
from scorecards.actions.services.recommendations import close, publish, recommend, reopen

__all__ = [
    "ActionPlan",
    "Report",
    "attach",
    "close",
    "close_meeting",
    "create",
    "decide",
    "detach",
    "drop",
    "open_meeting",
    "postpone",
    "publish",
    "recommend",
    "reopen",
    "report",
    "review_promise",
    "settle",
    "take_up",
    "update",
    "write_minutes",
]
