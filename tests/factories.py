"""Rows that tests stand on: plain typed functions, each with defaults that the database accepts."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count

from django.utils import timezone

from awards.certificates import services as certificates
from awards.certificates.models import Signatory
from awards.rounds import services as rounds
from awards.rounds.models import Nomination, Round, Winner
from portal.accounts.models import User
from portal.common.models import Job
from portal.common.policy import Role
from portal.units.models import Government, Membership, Unit
from scorecards.editions.models import Edition
from scorecards.editions.services import load
from scorecards.entries.models import Contribution, Cycle, Entry, Item, Period, Scorecard, Window
from scorecards.entries.services import open_cycle, record_lokus
from scorecards.instruments.reader import read
from scorecards.surveys.models import Survey
from scorecards.surveys.services import open_survey

_numbers = count(1)


def make_government(*, name: str = "", is_home: bool = False, is_demo: bool = False) -> Government:
    """Make a city; `is_home` makes it the one that the installation works for.

    It lives by western time, as the server does, so that a test means the same day at every hour.
    """
    number = next(_numbers)
    return Government.objects.create(
        code=f"17{number}"[:8],
        name=name or f"Kota Contoh {number}",
        kind=Government.Kind.CITY,
        is_home=is_home,
        is_demo=is_demo,
    )


def make_unit(
    government: Government | None = None,
    *,
    name: str = "",
    kind: Unit.Kind = Unit.Kind.DINAS,
    parent: Unit | None = None,
) -> Unit:
    """Make a unit, of a new city when none is given."""
    number = next(_numbers)
    return Unit.objects.create(
        government=government or make_government(),
        code=f"unit-{number}",
        name=name or f"Dinas Contoh {number}",
        short_name=name or f"Dinas {number}",
        kind=kind,
        parent=parent,
    )


def make_user(username: str = "", *, password: str | None = None) -> User:
    """Make a user without any role; without a password the user can sign in only by `client.force_login`."""
    username = username or f"orang-{next(_numbers)}"
    return User.objects.create_user(
        username, email=f"{username}@contoh.example", password=password, display_name=f"Akun {username}"
    )


def make_membership(
    user: User,
    role: Role,
    at: Unit | Government,
    *,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> Membership:
    """Give a user a role at a unit or at a whole government, from today unless told otherwise."""
    return Membership.objects.create(
        user=user,
        role=role,
        government=at.government if isinstance(at, Unit) else at,
        unit=at if isinstance(at, Unit) else None,
        valid_from=valid_from or timezone.localdate(),
        valid_to=valid_to,
    )


def make_member(role: Role, at: Unit | Government, username: str = "") -> User:
    """Make a user who holds one role at a unit or a government."""
    user = make_user(username)
    make_membership(user, role, at)
    return user


def make_edition(code: str) -> Edition:
    """Return an edition, loaded from its file and published as an installation has it."""
    if not Edition.objects.filter(code=code).exists():
        load(source=read(code))
    return Edition.objects.get(code=code)


def make_period(score_year: int = 2025) -> Period:
    """Return the period of a score year, announced in the year after."""
    return Period.objects.get_or_create(score_year=score_year, defaults={"announced_year": score_year + 1})[0]


def make_sakip_cycle(
    units: Sequence[Unit],
    *,
    score_year: int = 2025,
    windows: Mapping[Role, tuple[datetime, datetime]] | None = None,
) -> Cycle:
    """Open SAKIP for units of one government: a scorecard each, an entry per sub-component and per check.

    Without `windows`, operators, heads and evaluators may write from yesterday for thirty days.
    """
    edition = make_edition("sakip/2021")
    cycle = Cycle.objects.create(
        government=units[0].government, period=make_period(score_year), edition=edition, subject=Cycle.Subject.UNITS
    )
    now = timezone.now()
    usual = (now - timedelta(days=1), now + timedelta(days=30))
    for role, (opens_at, closes_at) in (
        windows or dict.fromkeys((Role.OPERATOR, Role.HEAD, Role.EVALUATOR), usual)
    ).items():
        Window.objects.create(cycle=cycle, role=role, opens_at=opens_at, closes_at=closes_at)
    nodes = list(edition.nodes.filter(is_answerable=True))
    for unit in units:
        scorecard = Scorecard.objects.create(government=unit.government, cycle=cycle, unit=unit)
        Entry.objects.bulk_create(Entry(scorecard=scorecard, node=node) for node in nodes)
    return cycle


def make_city_scorecard(*, lead: Unit, contributor: Unit | None = None, code: str = "B3") -> Scorecard:
    """Open RB for a city with one indicator that `lead` answers, and to which `contributor` contributes."""
    edition = make_edition("rb/2023")
    now = timezone.now()
    cycle = Cycle.objects.create(
        government=lead.government, period=make_period(2025), edition=edition, subject=Cycle.Subject.GOVERNMENT
    )
    for role in (Role.OPERATOR, Role.HEAD, Role.EVALUATOR):
        opens_at, closes_at = now - timedelta(days=1), now + timedelta(days=30)
        Window.objects.create(cycle=cycle, role=role, opens_at=opens_at, closes_at=closes_at)
    scorecard = Scorecard.objects.create(government=lead.government, cycle=cycle, unit=None)
    nodes = edition.nodes.filter(is_answerable=True)
    Entry.objects.bulk_create(Entry(scorecard=scorecard, node=node) for node in nodes)
    entry = scorecard.entries.get(node__code=code)
    Entry.objects.filter(pk=entry.pk).update(lead=lead)
    if contributor is not None:
        Contribution.objects.create(entry=entry, unit=contributor, changed_by=make_user())
    return scorecard


def make_ombudsman_scorecard(government: Government, *, score_year: int = 2025) -> Scorecard:
    """Open the Ombudsman's evaluation for a city; nothing is announced yet."""
    cycle = open_cycle(
        government=government,
        period=make_period(score_year),
        edition=make_edition("ombudsman/2022"),
        subject=Cycle.Subject.GOVERNMENT,
        units=[],
        windows={},
    )
    return cycle.scorecards.get()


def make_lokus(unit: Unit, by: User) -> Item:
    """Enter what the Ombudsman announced for one service unit."""
    return record_lokus(
        scorecard_id=make_ombudsman_scorecard(unit.government).pk,
        unit_id=unit.pk,
        value=Decimal("94.29"),
        source="https://ombudsman.example/rilis",
        announced_on=date(2025, 12, 14),
        by=by,
    )


def make_survey(unit: Unit, by: User, *, target: int = 3) -> Survey:
    """Open PEKPPP for one unit and its survey, from yesterday for thirty days."""
    edition, now = make_edition("pekppp/2022"), timezone.now()
    cycle = Cycle.objects.create(
        government=unit.government, period=make_period(2025), edition=edition, subject=Cycle.Subject.LOKUS
    )
    scorecard = Scorecard.objects.create(government=unit.government, cycle=cycle, unit=unit)
    Entry.objects.bulk_create(
        Entry(scorecard=scorecard, node=node) for node in edition.nodes.filter(is_answerable=True)
    )
    return open_survey(
        scorecard=scorecard,
        opens_at=now - timedelta(days=1),
        closes_at=now + timedelta(days=30),
        target=target,
        by=by,
    )


def make_scorecard(unit: Unit | None = None, *, score_year: int = 2025) -> Scorecard:
    """Open SAKIP for one unit alone and return its scorecard."""
    unit = unit or make_unit()
    return make_sakip_cycle([unit], score_year=score_year).scorecards.get(unit=unit)


def make_decided_round(unit: Unit, by: User, *, name: str = "Penghargaan Contoh") -> Round:
    """Hold a round of awards in which `unit` won, with its minutes; the decision is locked by `by`."""
    day = timezone.localdate()
    programme = rounds.create_programme(government=unit.government, code=f"program-{next(_numbers)}", name=name)
    award_round = rounds.create_round(programme=programme, year=day.year, name=name, award_date=day)
    category = rounds.create_category(award_round=award_round, name="Perangkat Daerah")
    nomination = rounds.nominate(category=category, kind=Nomination.Kind.UNIT, recipient=unit.name, unit=unit)
    rounds.decide(
        award_round=award_round,
        number=f"BA/{next(_numbers)}",
        date=day,
        winners=[rounds.Choice(nomination, 1, "Terbaik I")],
        document=[b"%PDF-1.7 minutes"],
        document_name="berita-acara.pdf",
    )
    return rounds.lock(round_id=award_round.pk, by=by)


def make_certificates_job(award_round: Round, by: User) -> Job:
    """Issue the certificates of a decided round; the job has still to make their files."""
    government = award_round.government
    signatory = certificates.create_signatory(
        government=government,
        office="Wali Kota",
        capacity=Signatory.Capacity.DEFINITIVE,
        name="Nama Pejabat",
        place="Pangkalpinang",
        decree="SK 1",
        term_from=timezone.localdate(),
    )
    series = certificates.create_series(
        government=government,
        code="piagam",
        name="Piagam",
        pattern="000.9/{seq:03}/{unit}/{year}",
        unit_code="UJI",
        year=timezone.localdate().year,
    )
    winners = Winner.objects.filter(category__round=award_round)
    return certificates.issue(
        round_id=award_round.pk,
        winner_ids=[winner.pk for winner in winners],
        signatory_id=signatory.pk,
        series_id=series.pk,
        by=by,
    )
