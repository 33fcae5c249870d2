"""Marks of past years: into which cycles they may come, and how they and what stands in their way are named."""

from django.db.models.functions import Now
from django.utils.translation import gettext as _

from scorecards.entries.history import level_words
from scorecards.entries.models import Cycle, Mark, Submission, Window
from scorecards.imports.models import ImportBatch, ImportRow


def why_not_now(cycle: Cycle) -> str:
    """Return why no marks may be imported into a cycle now, or nothing when they may.

    Where units have handed in here, marks of evaluators may stand that nobody is told yet; and what the import says
    about marks that stand must not tell them.
    """
    if Window.objects.filter(cycle=cycle, closes_at__gte=Now()).exists():
        return _("People fill it in or review it now, or will. Marks of past years go into evaluations that are over.")
    handed_in = Submission.objects.filter(scorecard__cycle=cycle, scorecard__cycle__marks_released_at=None)
    if handed_in.exists():
        return _("Units have handed in here, and the marks are not released yet.")
    return ""


def source_of(batch: ImportBatch, row: ImportRow) -> str:
    """Return where the mark of a row stands: file, sheet and cell."""
    return " › ".join(filter(None, (batch.file_name, batch.layout.get("sheet", ""), row.cell)))


def mark_words(mark: Mark) -> str:
    """Return a mark that stands, and whose it is."""
    answer = level_words(mark.level) if mark.value is None else mark.shown
    if mark.party == Mark.Party.IMPORTED:
        return _("%(answer)s, imported from %(source)s") % {"answer": answer, "source": mark.source}
    return _("%(answer)s, fixed by the evaluator") % {"answer": answer}
