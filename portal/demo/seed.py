"""Builds the demo in one transaction, through services only: all of it stands, or nothing."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from random import Random

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from portal.common.pdf import PdfUnavailable
from portal.common.policy import Role
from portal.demo import citizens, evidence, rb, register, review, sakip, service
from portal.demo.accounts import People, make_people
from portal.demo.actions import make_actions
from portal.demo.awards import make_awards
from portal.demo.evidence import Proof
from portal.demo.meetings import hold_one
from portal.demo.plan import accept_one
from portal.demo.recommendations import make_recommendations
from portal.demo.sakip import Course
from portal.notices.services import mark_read
from portal.units.models import Government, Unit
from portal.units.services.loading import mark_as_demo
from scorecards.editions.models import Edition
from scorecards.entries.models import Cycle, Period
from scorecards.entries.services import open_cycle, set_windows
from scorecards.rankings.services.composites import set_composite_policy
from scorecards.rankings.services.opening import open_rankings
from scorecards.rankings.services.snapshots import publish_snapshot
from scorecards.reviews.services import release_marks

SEED = 1971
OPENED = "Keterbukaan informasi publik: peringkat yang sudah terbit boleh dibaca semua orang."
WEIGHED = (
    "RB dinilai untuk kota dan tidak punya kartu skor OPD; PEKPPP hanya menilai lokus. "
    "Maka OPD dinilai dari SAKIP dan, bila menjadi lokus, dari PEKPPP."
)
"""Why the demo's composite weighs what it weighs (domain: RB of a city is scored for the city)."""
YEARS = (2024, 2025)
SAKIP_KINDS = frozenset(
    {"sekretariat", "inspektorat", "badan", "dinas", "satuan", "rsud", "kecamatan"},
)
WRITERS = (Role.OPERATOR, Role.HEAD, Role.EVALUATOR)

COURSES = (
    Course(),
    Course(accepted=8),
    Course(accepted=5, returned=1),
    Course(accepted=0),
    Course(),
    Course(answered=10, accepted=6),
    Course(answered=7, is_submitted=False),
    Course(accepted=9, returned=2, is_corrected=True),
    Course(answered=4, is_submitted=False),
    Course(answered=0, is_submitted=False),
)
"""How far the units are in the year that is in progress, one after the other."""

OF_UNIT = {"dinkes": Course(answered=9, accepted=4, returned=2), "disdukcapil": Course(accepted=9)}
"""The units of the demo's accounts, where every kind of task waits."""

Say = Callable[[str], None]


class NoDemoHere(Exception):
    """The demo may not be built here; the text says why."""


def is_seeded() -> bool:
    """Return whether the demo stands in this database."""
    return Government.objects.filter(is_home=True, is_demo=True).exists()


def seed(*, say: Say) -> None:
    """Build the demo; NoDemoHere in production, and where anybody works already."""
    if settings.IS_PRODUCTION:
        raise NoDemoHere("Demo accounts have a known password, so they refuse to exist in production.")
    with transaction.atomic():
        _build(Government.objects.select_for_update().get(is_home=True), say)


def _build(government: Government, say: Say) -> None:
    if government.memberships.exists():
        raise NoDemoHere(f"People work for {government} here already; the demo never mixes with them.")
    mark_as_demo(government=government)
    now = timezone.now()
    units = list(government.units.valid_on(timezone.localdate()).order_by("code"))
    assessed = [unit for unit in units if unit.kind in SAKIP_KINDS]
    lokus = [unit for unit in units if unit.code in service.LOKUS]
    leads = [unit for unit in units if unit.code in rb.LEADS]
    people = make_people(government, list({unit.code: unit for unit in (*assessed, *lokus, *leads)}.values()))
    say(f"{len(people.staff)} units with operator and head")
    dice = Random(SEED)  # noqa: S311  # the same demo each time, no secret
    quality = {unit.code: dice.betavariate(5, 3) for unit in units}
    proofs = _city_proofs(government, people, say)
    for year in YEARS:
        is_past = year != YEARS[-1]
        own = _sakip(government, assessed, people, year, now, quality, proofs, dice, is_past=is_past)
        say(f"SAKIP {year}: {len(assessed)} scorecards")
        _pekppp(government, lokus, people, year, now, quality, dice, own, is_past=is_past)
        say(f"PEKPPP {year}: {len(lokus)} scorecards")
        cycle = _open(government, "rb/2023", Cycle.Subject.GOVERNMENT, [], year, now)
        card = cycle.scorecards.select_related("government", "cycle__edition").get()
        entered = rb.fill(card, people, dice, share=1.0 if is_past else 0.6, proofs={} if is_past else own)
        _close(cycle, year, is_past=is_past)
        say(f"RB {year}: the city's scorecard, {entered} values")
        if is_past:
            mark_read(user=people.evaluator)
    review.verify_and_mark(government, people, YEARS[-1], now)
    past = Cycle.objects.get(government=government, edition__code="sakip/2021", period__score_year=YEARS[0])
    publish_snapshot(cycle_id=past.pk, by=people.evaluator)
    objections = review.object_to_marks(government, people, YEARS[0])
    publish_snapshot(cycle_id=past.pk, by=people.evaluator)
    leader = government.memberships.get(role=Role.LEADER).user
    open_rankings(government=government, is_allowed=True, reason=OPENED, by=leader)
    set_composite_policy(
        government,
        {"sakip": "1/2", "pekppp": "1/2"},
        valid_from=date(YEARS[0] + 1, 1, 1),
        reason=WEIGHED,
        redistributes=True,
        by=government.memberships.get(role=Role.ADMIN).user,
    )
    say(f"Published rankings: SAKIP {YEARS[0]}, before and after the objections, open to everybody")
    say(f"Review: a verifier's slice, a quality assurer, {objections} objections")
    say(f"Actions: {make_actions(government, people, YEARS[-1])}")
    say(f"Meeting: {hold_one(government, people, YEARS[-1])} decisions that are actions, one of them due")
    plan = accept_one(past, people)
    say(f"Plan: {plan.steps.count() if plan else 0} steps that are actions of {plan.scorecard.unit if plan else '-'}")
    say(f"Recommendations: {make_recommendations(government, people, YEARS[0])}")
    by_code = {unit.code: unit for unit in units}
    staff = people.staff
    register.fill(
        by_code["dinkes"],
        by_code["disdukcapil"],
        staff["dinkes"].operator,
        staff["disdukcapil"].operator,
        YEARS[-1],
    )
    say("Evidence: pictures, a web address, a document that expires, a request of another unit")
    try:
        make_awards(government, timezone.localdate(), people)
        say("Awards: three rounds decided by juries and issued, and one that a jury judges now")
    except PdfUnavailable as reason:
        say(f"No awards: {reason}")


def _city_proofs(government: Government, people: People, say: Say) -> list[Proof] | None:
    """Return the city's own documents; None where no PDF can be made, so that the demo goes without documents."""
    try:
        return evidence.city_documents(government, YEARS[-1], people.evaluator)
    except PdfUnavailable as reason:
        say(f"No documents: {reason}")
        return None


def _sakip(
    government: Government,
    units: list[Unit],
    people: People,
    year: int,
    now: datetime,
    quality: dict[str, float],
    city_proofs: list[Proof] | None,
    dice: Random,
    *,
    is_past: bool,
) -> dict[str, Proof]:
    """Fill SAKIP in; return a document of each unit that has one, by the unit's code."""
    found: dict[str, Proof] = {}
    cycle = _open(government, "sakip/2021", Cycle.Subject.UNITS, units, year, now)
    scorecards = {card.unit_id: card for card in cycle.scorecards.select_related("cycle__edition")}
    for number, unit in enumerate(units):
        course = Course() if is_past else OF_UNIT.get(unit.code) or COURSES[number % len(COURSES)]
        staff = people.staff[unit.code]
        proofs: list[Proof] = []
        if city_proofs is not None and course.answered:
            own = evidence.unit_documents(unit, year, staff.operator, with_report=not is_past)
            proofs = [*own, *([] if is_past else city_proofs)]
            found[unit.code] = own[0]
        level = quality[unit.code] - (0.06 if is_past else 0)
        sakip.fill(scorecards[unit.pk], staff, people.evaluator, course, proofs, level, dice)
    if is_past:
        release_marks(cycle_id=cycle.pk, by=people.evaluator)
    _close(cycle, year, is_past=is_past)
    return found


def _pekppp(
    government: Government,
    units: list[Unit],
    people: People,
    year: int,
    now: datetime,
    quality: dict[str, float],
    dice: Random,
    proofs: dict[str, Proof],
    *,
    is_past: bool,
) -> None:
    cycle = _open(government, "pekppp/2022", Cycle.Subject.LOKUS, units, year, now)
    scorecards = {card.unit_id: card for card in cycle.scorecards.select_related("cycle__edition")}
    for unit in units:
        reported = 1.0 if is_past else dice.choice((1.0, 1.0, 0.6))
        marked = 1.0 if is_past else dice.choice((1.0, 0.5))
        service.fill(
            scorecards[unit.pk],
            people.staff[unit.code],
            people.evaluator,
            quality[unit.code],
            dice,
            reported=reported,
            marked=marked,
            proof=proofs.get(unit.code),
        )
    citizens.ask(cycle.scorecards.all(), quality, people.evaluator, now, dice, is_past=is_past)
    if is_past:
        release_marks(cycle_id=cycle.pk, by=people.evaluator)
    _close(cycle, year, is_past=is_past)


def _open(
    government: Government, edition: str, subject: Cycle.Subject, units: list[Unit], year: int, now: datetime
) -> Cycle:
    """Open a cycle in which everybody may write now."""
    period, _ = Period.objects.get_or_create(score_year=year, defaults={"announced_year": year + 1})
    opens_at = now - timedelta(days=20)
    return open_cycle(
        government=government,
        period=period,
        edition=Edition.objects.get(code=edition),
        subject=subject,
        units=units,
        windows={role: (opens_at, now + timedelta(days=45 if role is Role.EVALUATOR else 21)) for role in WRITERS},
    )


def _close(cycle: Cycle, year: int, *, is_past: bool) -> None:
    """Put the windows of a past year where they lay: from January on, to the end of April and of June."""
    if is_past:
        opens_at = datetime(year + 1, 1, 6, tzinfo=UTC)
        ends = {role: datetime(year + 1, 6 if role is Role.EVALUATOR else 4, 30, tzinfo=UTC) for role in WRITERS}
        set_windows(cycle_id=cycle.pk, windows={role: (opens_at, closes_at) for role, closes_at in ends.items()})
