"""The demo's rencana aksi RB, General and Tematik, with what was reported; and tasks across units."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pghistory
from django.utils import timezone

from portal.demo.accounts import People
from portal.units.models import Government, Unit
from scorecards.actions.models import Action
from scorecards.actions.services import ActionPlan, Report, attach, create, report
from scorecards.domain.action_plan import QUARTERS
from scorecards.editions.models import Node
from scorecards.evidence.selectors import usable_by

SEED = 9_2023
RB_EDITION = "rb/2023"


@dataclass(frozen=True)
class Line:
    """One line of the plan; `levels` are its targets by quarter."""

    title: str
    output: str
    measure: str
    unit: str
    levels: tuple[int, int, int, int]
    budget: int
    node: str = ""
    theme: str = ""
    adds_up: bool = True
    coordinator: str = "setda"


GENERAL = (
    Line(
        "Menyusun peta proses bisnis pemerintah kota", "Peta proses bisnis", "dokumen", "setda", (0, 1, 1, 2), 60, "B2"
    ),
    Line(
        "Menata jabatan hasil penyederhanaan struktur",
        "Laporan penataan",
        "persen",
        "bkpsdmd",
        (25, 50, 75, 100),
        45,
        "B1",
        adds_up=False,
    ),
    Line("Menaikkan maturitas SPIP pada OPD contoh", "OPD didampingi", "OPD", "inspektorat", (2, 4, 4, 2), 120, "B3"),
    Line(
        "Membangun zona integritas pada unit layanan",
        "Unit yang dibangun",
        "unit",
        "inspektorat",
        (1, 1, 1, 1),
        80,
        "B4",
    ),
    Line("Memutakhirkan arsitektur SPBE", "Dokumen arsitektur", "dokumen", "diskominfo", (0, 1, 0, 1), 150, "B7"),
    Line(
        "Mendigitalkan arsip inaktif",
        "Berkas dialihmediakan",
        "berkas",
        "perpustakaan",
        (500, 1000, 1000, 500),
        75,
        "B8",
    ),
    Line(
        "Menuntaskan pengaduan LAPOR! tepat waktu",
        "Pengaduan tuntas",
        "persen",
        "diskominfo",
        (80, 85, 90, 95),
        30,
        "B11",
        adds_up=False,
    ),
)
THEMATIC = (
    Line(
        "Memutakhirkan data kemiskinan ekstrem",
        "Data terpadu",
        "kelurahan",
        "dinsos",
        (10, 12, 12, 8),
        90,
        theme="kemiskinan",
    ),
    Line(
        "Memberi bantuan modal usaha mikro",
        "Penerima bantuan",
        "orang",
        "dinsos",
        (20, 30, 30, 20),
        400,
        theme="kemiskinan",
    ),
    Line(
        "Mendampingi keluarga berisiko stunting",
        "Keluarga didampingi",
        "keluarga",
        "dinkes",
        (100, 150, 150, 100),
        250,
        theme="digitalisasi-stunting",
    ),
    Line(
        "Menghubungkan aplikasi posyandu dengan data kota",
        "Posyandu terhubung",
        "persen",
        "dinkes",
        (20, 50, 80, 100),
        110,
        theme="digitalisasi-stunting",
        adds_up=False,
    ),
    Line("Menggelar pasar murah", "Kegiatan", "kegiatan", "koperasi-perdagangan", (3, 3, 3, 3), 180, theme="inflasi"),
    Line(
        "Menaikkan belanja produk dalam negeri",
        "Porsi belanja PDN",
        "persen",
        "setda",
        (40, 60, 80, 95),
        20,
        theme="produk-dalam-negeri",
        adds_up=False,
    ),
)


def make_actions(government: Government, people: People, year: int) -> int:
    """Write the year's plan down, report on it as far as the year went, and ask for two things across units."""
    units = {unit.code: unit for unit in government.units.order_by("code")}
    nodes = {node.code: node for node in Node.objects.filter(edition__code=RB_EDITION)}
    dice = Random(SEED)  # noqa: S311  # the same demo each time, no secret
    made = 0
    for line in (*GENERAL, *THEMATIC):
        owner = units.get(line.unit)
        if owner is not None and line.unit in people.staff:
            plan = _plan(line, owner, units, nodes, year)
            with pghistory.context(user=people.evaluator.pk):
                action = create(government=government, plan=plan, by=people.evaluator)
            _report(action, people, line, dice)
            made += 1
    made += _across_units(government, people, units, year)
    return made


def _plan(line: Line, owner: Unit, units: dict[str, Unit], nodes: dict[str, Node], year: int) -> ActionPlan:
    coordinator = units.get(line.coordinator)
    total = sum(line.levels) if line.adds_up else line.levels[-1]
    return ActionPlan(
        score_year=year,
        kind=Action.Kind.RB_THEMATIC if line.theme else Action.Kind.RB_GENERAL,
        title=line.title,
        unit=owner,
        coordinator=coordinator if coordinator != owner else units.get("bapperida"),
        output=line.output,
        indicator=f"Jumlah {line.output.lower()}" if line.adds_up else line.output,
        measure=line.measure,
        adds_up=line.adds_up,
        targets={quarter: Decimal(level) for quarter, level in zip(QUARTERS, line.levels, strict=True)},
        target_total=Decimal(total),
        budget=Decimal(line.budget) * 1_000_000,
        node=nodes.get(line.node),
        theme=line.theme,
        due_date=timezone.localdate() + timedelta(days=30),
    )


def _report(action: Action, people: People, line: Line, dice: Random) -> None:
    """Report three quarters or two, sometimes less than planned."""
    quarters = dice.choice((2, 3, 3))
    shares = [dice.choice((Decimal(1), Decimal(1), Decimal("0.5"))) for _ in range(quarters)]
    reports = [
        Report(quarter, (Decimal(level) * share).quantize(Decimal(1)), "", 0)
        for quarter, level, share in zip(QUARTERS, line.levels, shares, strict=False)
    ]
    operator = people.staff[line.unit].operator
    document = usable_by(action.unit).first()
    with pghistory.context(user=operator.pk):
        report(action_id=action.pk, reports=reports, by=operator)
        if document is not None:
            attach(action_id=action.pk, quarter=1, revision_id=document.pk, page_from=1, page_to=None, by=operator)


def _across_units(government: Government, people: People, units: dict[str, Unit], year: int) -> int:
    """Ask for a thing that is late and one that is due soon, each of several units."""
    today = timezone.localdate()
    wanted: Sequence[tuple[str, str, tuple[str, ...], date]] = (
        ("Kirim data layanan untuk survei kepuasan", "dinkes", ("disdukcapil",), today - timedelta(days=3)),
        ("Samakan standar pelayanan satu pintu", "disdukcapil", ("dinkes",), today + timedelta(days=6)),
    )
    made = 0
    for title, owner, helpers, due in wanted:
        if owner in units:
            helping = tuple(units[code] for code in helpers if code in units)
            plan = ActionPlan(year, Action.Kind.TASK, title, units[owner], due, contributors=helping)
            with pghistory.context(user=people.evaluator.pk):
                create(government=government, plan=plan, by=people.evaluator)
            made += 1
    return made
