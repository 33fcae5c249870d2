"""Making minutes and reports."""

from scorecards.reports.services.minutes import WORK_KIND, NotReleased, handle_work, make, render

__all__ = ["WORK_KIND", "NotReleased", "handle_work", "make", "render"]
