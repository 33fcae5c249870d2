"""Where the unit only reports and the evaluator marks (F-01 of PEKPPP): explanation yes, answer no."""

from django.urls import reverse

from scorecards.entries.models import Mark, Scorecard
from tests.scorecards.entries.browsing import signed_in
from tests.scorecards.entries.conftest import World
from tests.scorecards.imports.sheets import apply, download, filled, lke, proposed, row_of


def test_where_the_unit_only_reports_the_answer_is_locked_and_the_report_goes_through(
    world: World, numeric: Scorecard
) -> None:
    clean = download(numeric, world.operator)
    sheet = lke(clean)
    allowed = sheet.cell(row_of(sheet, "1"), 2)

    batch = proposed(numeric, world.operator, filled(clean, {}, {"1": "Standar pelayanan ditetapkan."}))
    apply(batch, world.operator)

    assert allowed == "uraian saja; evaluator yang menilai"
    mark = Mark.objects.get(entry__scorecard=numeric)
    assert (mark.level, mark.value, mark.note) == ("", None, "Standar pelayanan ditetapkan.")
    page = signed_in(world.operator).get(reverse("entries:grid", args=[numeric.pk])).content.decode()
    assert "dinilai evaluator" in page
    assert 'data-cell="answer"' not in page
    assert "F-03" not in page
