"""Two administrators bring the same table at the same moment: each mark comes once, and the second is told."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from portal.common.policy import Role
from scorecards.entries.models import Mark
from scorecards.imports import services
from scorecards.imports.models import ImportBatch, ImportRow
from scorecards.imports.table import Layout
from tests import factories
from tests.scorecards.entries.conftest import make_world
from tests.scorecards.entries.helpers import open_sakip
from tests.scorecards.imports.tables import table

Outcome = ImportRow.Outcome


def apply(batch: ImportBatch) -> ImportBatch:
    try:
        return services.apply(batch_id=batch.pk, by=batch.created_by)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_each_mark_comes_once() -> None:
    world = make_world()
    cycle = open_sakip([world.unit], score_year=2024, windows={})
    content = table([("OPD", "Kode", "Nilai"), ("Dinas Kesehatan", "1.a", "BB"), ("Dinas Kesehatan", "1.b", "A")])
    first, second = (
        services.lay_out(
            batch_id=services.start(
                cycle=cycle, content=content, file_name=name, by=factories.make_member(Role.ADMIN, world.city)
            ).pk,
            layout=Layout("Rekap", 0, code=1, answer=2, unit=0),
        )
        for name in ("Satu.xlsx", "Dua.xlsx")
    )

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            services.apply(batch_id=first.pk, by=first.created_by)
            late = pool.submit(apply, second)
            with pytest.raises(TimeoutError):
                late.result(timeout=0.5)  # it waits for the scorecards that the first holds
        late.result()

    assert set(first.rows.values_list("outcome", flat=True)) == {Outcome.SAVED}
    assert set(second.rows.values_list("outcome", flat=True)) == {Outcome.CONFLICT}
    marks = Mark.objects.filter(party=Mark.Party.IMPORTED).order_by("pk")
    assert {mark.source.partition(" › ")[0] for mark in marks} == {"Satu.xlsx"}
    assert len(marks) == 2
