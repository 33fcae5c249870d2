"""A city with its evaluator and units, and short ways to let a unit claim, prove and hand in."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.core.files.base import File
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from portal.common.policy import Role
from portal.units.models import Government, Membership, Unit
from scorecards.entries import services
from scorecards.entries.models import Cycle, Entry, EvidenceLink, Mark, Scorecard
from scorecards.evidence.services import add_document
from tests.factories import make_edition, make_government, make_member, make_period, make_unit
from tests.scorecards.entries.helpers import open_sakip, usual_windows
from tests.scorecards.evidence.pdfs import text_pdf


@dataclass(frozen=True)
class City:
    """A city in the middle of its SAKIP evaluation."""

    government: Government
    evaluator: User
    cycle: Cycle

    def scorecard(self, unit: Unit | None = None) -> Scorecard:
        """Return the scorecard of a unit, of the first one when none is named."""
        scorecards = self.cycle.scorecards.order_by("pk")
        return scorecards.get(unit=unit) if unit else scorecards[0]

    def entry(self, code: str, unit: Unit | None = None) -> Entry:
        """Return the entry of a unit for a node."""
        return self.scorecard(unit).entries.get(node__code=code)

    @property
    def units(self) -> list[Unit]:
        """Return the units in the order in which they were made."""
        return list(Unit.objects.filter(government=self.government).order_by("pk"))


def make_city(units: int = 1) -> City:
    """Make a city with so many units, each with an operator and a head, all of them still empty."""
    government = make_government(name="Kota Uji", is_home=not Government.objects.filter(is_home=True).exists())
    made = [make_unit(government, name=f"Dinas {number:02}") for number in range(1, units + 1)]
    for unit in made:
        make_member(Role.OPERATOR, unit)
        make_member(Role.HEAD, unit)
    return City(government, make_member(Role.EVALUATOR, government), open_sakip(made))


def open_city_cycle(city: City, edition: str, subject: Cycle.Subject) -> Cycle:
    """Open another evaluation: of the city itself, or of its first unit."""
    return services.open_cycle(
        government=city.government,
        period=make_period(2025),
        edition=make_edition(edition),
        subject=subject,
        units=[] if subject == Cycle.Subject.GOVERNMENT else city.units[:1],
        windows=usual_windows(),
    )


def person(entry: Entry, role: Role) -> User:
    """Return the operator or the head of an entry's unit."""
    return Membership.objects.select_related("user").get(unit=entry.scorecard.unit, role=role).user


def fill(entry: Entry, level: str, *, met: int | None = None, note: str = "") -> Entry:
    """Let the unit claim a grade with the first `met` checks fulfilled (all when not told)."""
    by = person(entry, Role.OPERATOR)
    checks = list(entry.scorecard.entries.filter(node__parent=entry.node, node__kind="check"))
    answers = [(entry, level, note)]
    answers += [(check, "yes" if met is None or number < met else "no", "") for number, check in enumerate(checks)]
    versions = dict(Mark.objects.filter(party=Mark.Party.UNIT).values_list("entry", "version"))
    report = services.save_marks(
        changes=[
            services.MarkChange(one.pk, versions.get(one.pk, 0), level=answer, note=words)
            for one, answer, words in answers
        ],
        party=Mark.Party.UNIT,
        by=by,
    )
    assert not report.refused
    entry.refresh_from_db()
    return entry


def hand_in(scorecard: Scorecard) -> None:
    """Let the head submit what is filled in."""
    head = Membership.objects.select_related("user").get(unit=scorecard.unit, role=Role.HEAD).user
    services.submit(scorecard_id=scorecard.pk, by=head)


def claim(entry: Entry, level: str, *, met: int | None = None, note: str = "") -> Entry:
    """Let the unit claim a grade, and submit it."""
    fill(entry, level, met=met, note=note)
    hand_in(entry.scorecard)
    entry.refresh_from_db()
    return entry


def claim_merit(city: City, value: Decimal) -> Entry:
    """Let the first unit claim the city's index of the merit system, a number from 0 to 400, and submit it."""
    card = open_city_cycle(city, "rb/2023", Cycle.Subject.GOVERNMENT).scorecards.get()
    entry, unit = card.entries.get(node__code="B16"), city.units[0]
    services.set_leads(scorecard_id=card.pk, changes=[services.LeadChange(entry.pk, None, unit.pk)])
    by = make_member(Role.HEAD, unit)
    change = services.MarkChange(entry.pk, 0, value=value)
    assert not services.save_marks(changes=[change], party=Mark.Party.UNIT, by=by).refused
    services.submit(scorecard_id=card.pk, by=by)
    entry.refresh_from_db()
    return entry


def prove(entry: Entry, title: str, *, page: int | None = None, year: int = 2025, pages: int = 3) -> EvidenceLink:
    """Let the unit link a PDF of that title to an entry, at a page."""
    by = person(entry, Role.OPERATOR)
    unit = entry.scorecard.unit
    revision = add_document(
        government=entry.scorecard.government,
        unit=unit,
        title=title,
        covers_from=date(year, 1, 1),
        covers_to=date(year, 12, 31),
        upload=File(BytesIO(text_pdf(pages, title))),
        file_name=f"{title}.pdf",
        by=by,
    )
    return services.attach(entry_id=entry.pk, revision_id=revision.pk, page_from=page, page_to=page, by=by)


def address(entry: Entry, query: str = "") -> str:
    """Return where an entry is decided."""
    return reverse("reviews:entry", args=[entry.pk]) + query


def decide(desk: Client, entry: Entry, act: str, query: str = "", **data: Any) -> Any:
    """Send `accept` or `return` with what the entry's page showed, as a browser without scripts would."""
    form = desk.get(address(entry)).context[f"{act}_form"]
    shown = {field.name: field.value() for field in form if field.value() is not None}
    return desk.post(reverse(f"reviews:{act}", args=[entry.pk]) + query, shown | data)


def titles(response: Any) -> list[tuple[str, str]]:
    """Return the rows of a queue page: unit and code."""
    rows = [row.entry for row, _url in response.context["rows"]]
    return [(entry.scorecard.unit.name, entry.node.code) for entry in rows]
