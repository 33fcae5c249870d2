"""The demo's recommendations of last year, some of them followed up."""

from datetime import timedelta

import pghistory
from django.utils import timezone

from portal.demo.accounts import People
from portal.units.models import Government
from scorecards.actions.models import Action, Recommendation
from scorecards.actions.services import ActionPlan, create
from scorecards.entries.models import Entry
from scorecards.reviews.recommending import recommend

UNITS = ("dinkes", "disdukcapil", "bkpsdmd", "diskominfo", "setda")
ASKED = (
    ("1.b", "Sempurnakan pohon kinerja sehingga sasaran menunjukkan hasil, bukan kegiatan."),
    ("2.c", "Gunakan hasil pengukuran triwulanan untuk menyesuaikan strategi dan anggaran."),
    ("3.b", "Sajikan analisis efisiensi dan perbandingan dengan tahun lalu dalam laporan kinerja."),
)


def make_recommendations(government: Government, people: People, year: int) -> int:
    """Recommend three things to a few units; the first of each unit is being followed up."""
    rows = Entry.objects.filter(
        scorecard__government=government,
        scorecard__cycle__period__score_year=year,
        scorecard__cycle__edition__instrument__code="sakip",
        scorecard__unit__code__in=UNITS,
        node__code__in=[code for code, _text in ASKED],
    )
    entries = {
        (row.scorecard.unit.code, row.node.code): row
        for row in rows.select_related("scorecard__unit", "node")
        if row.scorecard.unit
    }
    made = 0
    with pghistory.context(user=people.evaluator.pk):
        for unit in UNITS:
            for number, (code, text) in enumerate(ASKED):
                entry = entries.get((unit, code))
                if entry is not None:
                    source = recommend(entry_id=entry.pk, text=text, by=people.evaluator)
                    made += 1
                    if number == 0:
                        _follow_up(government, source, people)
    return made


def _follow_up(government: Government, source: Recommendation, people: People) -> None:
    if source.unit is None:
        return
    plan = ActionPlan(
        score_year=source.score_year + 1,
        kind=Action.Kind.FOLLOW_UP,
        title="Lokakarya pohon kinerja dan penyempurnaan Renstra",
        unit=source.unit,
        due_date=timezone.localdate() + timedelta(days=20),
        output="Pohon kinerja yang disahkan",
        measure="dokumen",
        recommendation=source,
    )
    create(government=government, plan=plan, by=people.staff[source.unit.code].head)
