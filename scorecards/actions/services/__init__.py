"""What people do with actions and recommendations: one function per act, one transaction each."""

from scorecards.actions.services.plan import ActionPlan, create, drop, settle, take_up, update
from scorecards.actions.services.progress import Report, attach, detach, report
from scorecards.actions.services.recommendations import close, publish, recommend, reopen

__all__ = [
    "ActionPlan",
    "Report",
    "attach",
    "close",
    "create",
    "detach",
    "drop",
    "publish",
    "recommend",
    "reopen",
    "report",
    "settle",
    "take_up",
    "update",
]
