"""One city with SAKIP 2021 as it is, an evaluator, and units that claim grades."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
import yaml

from portal.accounts.models import User
from portal.common import work
from portal.common.policy import Role
from portal.env import BASE_DIR
from portal.units.models import Government, Unit
from scorecards.domain.canonical import canonical_json, sha256_of
from scorecards.editions.models import Edition, Instrument, Node
from scorecards.entries.models import Cycle, Entry, Mark, Scorecard, Submission
from tests.factories import make_government, make_member, make_sakip_cycle, make_unit


@pytest.fixture(autouse=True, scope="session")
def ranking_handler() -> None:
    """Give the kind of work that decisions ask for a handler, as long as nothing registers one."""
    if "ranking" not in work._registry:
        work.register("ranking", "fast", lambda key: None)


@pytest.fixture
def edition(db: None) -> Edition:
    """SAKIP 2021 from its file."""
    document = yaml.safe_load((BASE_DIR / "scorecards/instruments/sakip-2021.yaml").read_text())
    text = canonical_json(document)
    instrument = Instrument.objects.create(code="sakip", name="SAKIP")
    edition = Edition.objects.create(
        code="sakip/2021", instrument=instrument, title=document["title"], document=text, sha256=sha256_of(text)
    )
    nodes: dict[str, Node] = {}
    for position, row in enumerate(document["nodes"], start=1):
        nodes[row["code"]] = Node.objects.create(
            edition=edition,
            code=row["code"],
            parent=nodes.get(row.get("parent", "")),
            kind=row["kind"],
            name=row["name"],
            position=position,
            is_answerable=row["kind"] in {"criterion", "check"},
        )
    return edition


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


@pytest.fixture
def make_city(edition: Edition) -> Callable[..., City]:
    """Make a city with so many units, all of them still empty."""

    def make(units: int = 1, *, evaluator: str = "") -> City:
        government = make_government()
        made = [make_unit(government, name=f"Dinas {number:02}") for number in range(1, units + 1)]
        return City(government, make_member(Role.EVALUATOR, government, evaluator), make_sakip_cycle(made))

    return make


@pytest.fixture
def city(make_city: Callable[..., City]) -> City:
    """A city with one unit."""
    return make_city()


def claim(entry: Entry, level: str, *, met: int | None = None, note: str = "", by: User | None = None) -> Entry:
    """Let the unit claim a grade with the first `met` checks fulfilled (all when not told), and submit it."""
    unit = entry.scorecard.unit
    assert unit is not None
    by = by or make_member(Role.OPERATOR, unit)
    checks = list(entry.scorecard.entries.filter(node__parent=entry.node, node__kind="check"))
    _hold(entry, level, by, note)
    for number, check in enumerate(checks):
        _hold(check, "yes" if met is None or number < met else "no", by)
    Entry.objects.filter(pk__in=[entry.pk, *(check.pk for check in checks)]).update(state=Entry.State.SUBMITTED)
    Scorecard.objects.filter(pk=entry.scorecard_id).update(status=Scorecard.Status.SUBMITTED)
    number = Submission.objects.filter(scorecard=entry.scorecard_id).count() + 1
    Submission.objects.create(scorecard=entry.scorecard, number=number, submitted_by=by)
    entry.refresh_from_db()
    return entry


def _hold(entry: Entry, level: str, by: User, note: str = "") -> None:
    mark = Mark.objects.filter(entry=entry, party=Mark.Party.UNIT).first()
    if mark is None:
        Mark.objects.create(entry=entry, party=Mark.Party.UNIT, level=level, note=note, changed_by=by)
    elif (mark.level, mark.note) != (level, note):
        mark.level, mark.note, mark.version = level, note, mark.version + 1
        mark.save()
