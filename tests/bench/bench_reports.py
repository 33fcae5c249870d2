"""Reports as a worker makes them, against drawing the same pages alone.

What the ratio leaves below 1 is the price of gathering what the reader may see, freezing it and storing the file.
"""

from tests.bench.bench_pages import make_city
from tests.bench.frame import Work, benchmark

UNITS = 5


@benchmark("reports-of-5-units", rival="WeasyPrint alone, on the same pages from contents that are at hand", rounds=5)
def reports_of_units() -> tuple[Work, Work]:
    """Make the reports of five units anew, each of its own scorecard; both return the pages."""
    evaluator = make_city()["evaluator"]
    from portal.common import work  # noqa: PLC0415  # after the set-up, as everything of Django
    from scorecards.reports.models import Report  # noqa: PLC0415
    from scorecards.reports.rendering import report_file  # noqa: PLC0415
    from scorecards.reports.selectors.subjects import Subject, cards_for  # noqa: PLC0415
    from scorecards.reports.services.reports import make, order  # noqa: PLC0415

    cards = cards_for(evaluator, Report.Kind.UNIT).filter(cycle__period__score_year=2025).order_by("pk")[:UNITS]
    subjects = [Subject(card.government_id, card.cycle_id, card.pk) for card in cards]
    order(kind=Report.Kind.UNIT, file_format="pdf", subjects=subjects, title="Rapor", by=evaluator)
    work.drain("bulk")

    def ours() -> object:
        Report.objects.update(sha256="")
        for pk in Report.objects.order_by("pk").values_list("pk", flat=True):
            make(report_id=pk)
        return list(Report.objects.order_by("pk").values_list("pages", flat=True))

    found = list(Report.objects.order_by("pk"))

    def rival() -> object:
        return [report_file(report)[1] for report in found]

    return ours, rival
