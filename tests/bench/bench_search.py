"""The search box at the size of a full city: five thousand documents, five hundred actions, two years of scorecards."""

import random
from functools import cache
from typing import TYPE_CHECKING, Any

from tests.bench.bench_pages import FRAME, make_city, make_pair
from tests.bench.frame import Work, benchmark

if TYPE_CHECKING:
    from portal.units.models import Unit

DOCUMENTS, ACTIONS, SEED = 5_000, 500, 1971
WORDS = [
    "renja",
    "renstra",
    "laporan",
    "kinerja",
    "perjanjian",
    "pohon",
    "cascading",
    "evaluasi",
    "internal",
    "pelayanan",
    "standar",
    "survei",
    "arsip",
    "SPBE",
    "anggaran",
    "realisasi",
    "triwulan",
    "tindak",
    "lanjut",
    "rekomendasi",
    "aksi",
    "reformasi",
    "birokrasi",
    "rapat",
    "notulen",
    "keputusan",
    "pedoman",
]


@benchmark("search-of-operator", rival=FRAME)
def search_of_operator() -> tuple[Work, Work]:
    """Search two words as the operator of one of 40 units."""
    return make_pair(_full_city()["operator"], "/cari/?q=laporan+kinerja")


@benchmark("search-of-evaluator", rival=FRAME)
def search_of_evaluator() -> tuple[Work, Work]:
    """Search two words as the evaluator of all 40."""
    return make_pair(_full_city()["evaluator"], "/cari/?q=laporan+kinerja")


@benchmark("search-for-nothing", rival=FRAME)
def search_for_nothing() -> tuple[Work, Work]:
    """Search what nobody wrote, as the evaluator: every source is asked twice."""
    return make_pair(_full_city()["evaluator"], "/cari/?q=zamrud+khatulistiwa")


@benchmark("actions-of-evaluator", rival=FRAME)
def actions_of_evaluator() -> tuple[Work, Work]:
    """List the first of five hundred actions."""
    return make_pair(_full_city()["evaluator"], "/aksi/")


@cache
def _full_city() -> dict[str, Any]:
    city = make_city()
    from django.db import connection  # noqa: PLC0415  # after the set-up, as everything of Django

    from portal.units.models import Unit  # noqa: PLC0415
    from scorecards.entries.models import Scorecard  # noqa: PLC0415

    government = Scorecard.objects.get(pk=city["scorecard"]).government
    units = list(Unit.objects.filter(government=government).order_by("pk"))
    chance = random.Random(SEED)
    _register_documents(units, chance, city["operator"])
    _write_actions(units, chance, city["operator"])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return city


def _register_documents(units: "list[Unit]", chance: random.Random, by: Any) -> None:
    from scorecards.evidence.models import Document, File, Revision  # noqa: PLC0415

    file = File.objects.first()
    rows = [
        Document(government=unit.government, unit=unit, title=_title(chance), created_by=by)
        for unit in (chance.choice(units) for _ in range(DOCUMENTS))
    ]
    Document.objects.bulk_create(rows)
    Revision.objects.bulk_create(
        Revision(document=row, number=1, file=file, file_name="dokumen.pdf", created_by=by) for row in rows
    )


def _write_actions(units: "list[Unit]", chance: random.Random, by: Any) -> None:
    from django.utils import timezone  # noqa: PLC0415

    from scorecards.actions.models import Action  # noqa: PLC0415

    Action.objects.bulk_create(
        Action(
            government=unit.government,
            unit=unit,
            score_year=2025,
            kind=Action.Kind.RB_GENERAL,
            title=_title(chance),
            output=_title(chance),
            due_date=timezone.localdate(),
            created_by=by,
            changed_by=by,
        )
        for unit in (chance.choice(units) for _ in range(ACTIONS))
    )


def _title(chance: random.Random) -> str:
    return " ".join(chance.sample(WORDS, 5)).capitalize()
