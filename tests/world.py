"""One small world with everything that an address can point to, and people of every kind who try."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from django.utils import timezone

from awards.certificates.corrections import propose_revocation
from awards.certificates.models import Certificate, Revocation
from awards.certificates.services import render
from awards.rounds.models import Round
from portal.accounts.models import User
from portal.common.models import Job
from portal.common.policy import Role
from portal.units.models import Government, Unit
from portal.units.services.people import UNIT_ROLES
from scorecards.actions.models import Action, Meeting
from scorecards.actions.services import attach
from scorecards.domain.target import TargetPlan
from scorecards.editions.models import EditionDraft
from scorecards.editions.services import upload
from scorecards.entries.models import (
    Cycle,
    Entry,
    EvidenceLink,
    Item,
    Mark,
    Receipt,
    Scorecard,
    Submission,
    Window,
)
from scorecards.entries.services import announce, open_cycle
from scorecards.entries.submission_receipt import keep
from scorecards.evidence.models import EvidenceRequest, Grant, Revision
from scorecards.imports.models import ImportBatch
from scorecards.imports.proposals import Proposal
from scorecards.imports.services import lay_out, propose, start
from scorecards.imports.table import Layout
from scorecards.rankings.models import PublishedImport, Snapshot, Target
from scorecards.rankings.services.opening import open_rankings
from scorecards.rankings.services.published import start as start_published
from scorecards.rankings.services.snapshots import publish_snapshot
from scorecards.rankings.services.targets import set_target
from scorecards.reports.models import Report
from scorecards.reports.selectors.subjects import Subject
from scorecards.reports.services.reports import make as make_report
from scorecards.reports.services.reports import order
from scorecards.reviews.models import Objection, Release
from scorecards.reviews.services import assign
from scorecards.surveys.models import Survey
from tests.awards.world import AwardObjects
from tests.factories import (
    make_certificates_job,
    make_city_scorecard,
    make_decided_round,
    make_government,
    make_lokus,
    make_membership,
    make_period,
    make_sakip_cycle,
    make_survey,
    make_unit,
    make_user,
)
from tests.scorecards.actions.helpers import hold_meeting, make_action, make_recommendation, promised
from tests.scorecards.editions.workbooks import edition_workbook
from tests.scorecards.evidence.helpers import register, register_file, register_link
from tests.scorecards.evidence.pictures import picture
from tests.scorecards.imports.tables import table
from tests.scorecards.rankings.tables import csv_of

FOREIGN_NAME = "Dinas Negeri Seberang"
"""The name of the foreign unit; it must never show on a page of the home government."""


@dataclass(frozen=True)
class Actor:
    """Somebody who tries: their role, and whether it is held at home and at the unit that owns the objects."""

    user: User
    role: Role | None
    is_home: bool
    is_own_unit: bool

    def __str__(self) -> str:
        """Say who it is."""
        place = "own unit" if self.is_own_unit else "home" if self.is_home else "another government"
        return f"{self.role or 'no role'} ({place})"


@dataclass(frozen=True)
class World(AwardObjects):
    """Two governments; the objects belong to `unit` of the home government."""

    home: Government
    foreign: Government
    unit: Unit
    scorecard: Scorecard
    city_scorecard: Scorecard
    survey: Survey
    cycle: Cycle
    award_round: Round
    job: Job
    actors: tuple[Actor, ...]

    @property
    def entry(self) -> Entry:
        """The entry of sub-component 1.a."""
        return self.scorecard.entries.get(node__code="1.a")

    @property
    def link(self) -> EvidenceLink:
        """The document that proves it."""
        return EvidenceLink.objects.get(entry=self.entry)

    @property
    def own_window(self) -> Window:
        """The home unit's own time to fill in."""
        return Window.objects.get(cycle=self.cycle, unit=self.unit)

    @property
    def batch(self) -> ImportBatch:
        """A batch of proposed answers, not applied yet."""
        return ImportBatch.objects.get(scorecard=self.scorecard)

    @property
    def receipt(self) -> Receipt:
        """The receipt of a file for it that is on its way; only the operator of the home unit may send it."""
        return Receipt.objects.get(entry=self.entry)

    @cached_property
    def submission(self) -> Submission:
        """What the head of the home unit handed in, with its receipt."""
        made = Submission.objects.create(
            scorecard=self.scorecard, number=1, submitted_by=self.member, submitted_at=timezone.now()
        )
        made.entries.add(self.entry)
        keep(made, b"%PDF-")
        return made

    @property
    def juror(self) -> User:
        """Who holds the juror's role at home."""
        return next(actor.user for actor in self.actors if actor.role == Role.JUROR and actor.is_home)

    @property
    def member(self) -> User:
        """The operator of the home unit."""
        return self.actors[0].user

    @cached_property
    def past_cycle(self) -> Cycle:
        """The home government's evaluation of a year that is over."""
        return open_cycle(
            government=self.home,
            period=make_period(2023),
            edition=self.cycle.edition,
            subject=Cycle.Subject.UNITS,
            units=[self.unit],
            windows={},
        )

    @cached_property
    def past_batch(self) -> ImportBatch:
        """A table of that year, laid out and looked at."""
        admin = next(a.user for a in self.actors if a.role == Role.ADMIN and a.is_home)
        content = table([["OPD", "Kode", "Nilai"], [self.unit.name, "1.a", "BB"]])
        made = start(cycle=self.past_cycle, content=content, file_name="Rekap.xlsx", by=admin)
        return lay_out(batch_id=made.pk, layout=Layout("Rekap", 0, code=1, answer=2, unit=0))

    @cached_property
    def draft(self) -> EditionDraft:
        """An edition that somebody uploaded."""
        admin = next(a.user for a in self.actors if a.role == Role.ADMIN and a.is_home)
        return upload(content=edition_workbook(), file_name="rb-2026.xlsx", by=admin)

    @cached_property
    def lokus(self) -> Item:
        """What the Ombudsman announced for the home unit."""
        evaluator = next(a.user for a in self.actors if a.role == Role.EVALUATOR and a.is_home)
        return make_lokus(self.unit, evaluator)

    @cached_property
    def picture(self) -> Revision:
        """A picture in the home unit's register."""
        return register_file(self.member, self.unit, "Foto", "foto.png", picture())

    @cached_property
    def evidence_request(self) -> EvidenceRequest:
        """What a third unit asks the home unit for."""
        third = make_unit(self.home)
        return EvidenceRequest.objects.create(
            government=self.home, asker=third, owner=self.unit, words="Renja", created_by=self.member
        )

    @cached_property
    def own_evidence_request(self) -> EvidenceRequest:
        """What the home unit asks a third unit for."""
        third = make_unit(self.home)
        return EvidenceRequest.objects.create(
            government=self.home, asker=self.unit, owner=third, words="Renja", created_by=self.member
        )

    @cached_property
    def evidence_grant(self) -> Grant:
        """A document of the home unit that the third unit may use."""
        asked = self.evidence_request
        document = self.link.revision.document
        return Grant.objects.create(request=asked, document=document, unit=asked.asker, granted_by=self.member)

    @cached_property
    def web_address(self) -> Revision:
        """A web address in the home unit's register."""
        return register_link(self.member, self.unit, "https://contoh.example/renja")

    @cached_property
    def action(self) -> Action:
        """An action that the home unit carries out, the follow-up of a recommendation, with a proof."""
        evaluator = next(a.user for a in self.actors if a.role == Role.EVALUATOR and a.is_home)
        source = make_recommendation(self.unit, evaluator)
        action = make_action(self.unit, evaluator, kind=Action.Kind.FOLLOW_UP, recommendation=source)
        revision_id = self.link.revision_id
        attach(action_id=action.pk, quarter=1, revision_id=revision_id, page_from=None, page_to=None, by=self.member)
        return action

    @cached_property
    def meeting(self) -> Meeting:
        """The meeting that the home government holds."""
        leader = next(a.user for a in self.actors if a.role == Role.LEADER and a.is_home)
        _ = self.promise
        return hold_meeting(self.unit.government, leader)

    @cached_property
    def promise(self) -> Action:
        """What the home unit was given to do in the meeting before."""
        leader = next(a.user for a in self.actors if a.role == Role.LEADER and a.is_home)
        return promised(self.unit, leader)

    @cached_property
    def disputed(self) -> Entry:
        """An entry of the home unit, of the year before, with an objection that waits for an answer."""
        evaluator = next(a.user for a in self.actors if a.role == Role.EVALUATOR and a.is_home)
        cycle = make_sakip_cycle([self.unit], score_year=2024)
        Cycle.objects.filter(pk=cycle.pk).update(marks_released_at=timezone.now())
        Release.objects.create(cycle=cycle, decided=1, total=1, released_by=evaluator, released_at=timezone.now())
        entry = Entry.objects.get(scorecard__cycle=cycle, node__code="1.a")
        Entry.objects.filter(pk=entry.pk).update(state=Entry.State.DISPUTED)
        Mark.objects.create(entry=entry, party=Mark.Party.EVALUATOR, level="C", changed_by=evaluator)
        Objection.objects.create(
            entry=entry,
            disputed="C",
            wanted="B",
            grounds="Ada di hlm. 2.",
            fixed_by=evaluator,
            filed_by=self.member,
            answer_due=timezone.now() + timedelta(days=3),
        )
        return entry

    @cached_property
    def snapshot(self) -> Snapshot:
        """The ranking of the home government's year that is over, as it was published."""
        evaluator = next(a.user for a in self.actors if a.role == Role.EVALUATOR and a.is_home)
        return publish_snapshot(cycle_id=self.disputed.scorecard.cycle_id, by=evaluator)

    @cached_property
    def report(self) -> Report:
        """The home unit's report, asked for and made for its operator."""
        subject = Subject(self.home.pk, self.cycle.pk, self.scorecard.pk)
        order(kind=Report.Kind.UNIT, file_format="pdf", subjects=[subject], title="Rapor", by=self.member)
        make_report(report_id=Report.objects.get(recipient=self.member).pk)
        return Report.objects.get(recipient=self.member)

    @cached_property
    def published_import(self) -> PublishedImport:
        """A table of published values of the home government, looked at."""
        admin = next(a.user for a in self.actors if a.role == Role.ADMIN and a.is_home)
        content = csv_of([self.home.code, "sakip", "2024", "70,15", *[""] * 4, "KemenUji", "", "Surat uji", ""])
        return start_published(government=self.home, content=content, file_name="nilai.csv", by=admin)

    @cached_property
    def target(self) -> Target:
        """The rank that the home government wants in SAKIP."""
        leader = next(a.user for a in self.actors if a.role == Role.LEADER and a.is_home)
        return set_target(
            government=self.home,
            instrument=self.cycle.edition.instrument,
            score_year=2025,
            plan=TargetPlan(8, 2, ()),
            source="Arahan rapat",
            version=0,
            by=leader,
        )

    @cached_property
    def public_snapshot(self) -> Snapshot:
        """The same, shown to everybody."""
        leader = next(a.user for a in self.actors if a.role == Role.LEADER and a.is_home)
        open_rankings(government=self.snapshot.government, is_allowed=True, reason="Keterbukaan.", by=leader)
        return self.snapshot

    @cached_property
    def certificate(self) -> Certificate:
        """The certificate of the home unit, its file made when it is first asked for."""
        certificate = Certificate.objects.get(winner__category__round=self.award_round)
        render(revision_id=certificate.revisions.get().pk)
        return certificate

    @cached_property
    def revocation(self) -> Revocation:
        """A proposal to revoke it."""
        committee = next(actor.user for actor in self.actors if actor.is_home and actor.role == Role.COMMITTEE)
        return propose_revocation(certificate_id=self.certificate.pk, reason="Salah.", by=committee)


"""How to fill an address: "<address name>:<parameter>" or "<namespace>:<parameter>" -> the home unit's object."""


def make_world() -> World:
    """Build the world; everybody has a password, as people do."""
    home = make_government(name="Kota Sendiri", is_home=True)
    foreign = make_government(name="Kota Seberang")
    unit, neighbour = make_unit(home, name="Dinas Sendiri"), make_unit(home, name="Dinas Tetangga")
    foreign_unit = make_unit(foreign, name=FOREIGN_NAME)
    cycle = make_sakip_cycle([unit, neighbour])
    make_sakip_cycle([foreign_unit])
    actors = [_actor(role, unit if role in UNIT_ROLES else home, is_home=True, is_own=True) for role in Role]
    actors += [_actor(role, neighbour, is_home=True, is_own=False) for role in sorted(UNIT_ROLES)]
    actors += [_actor(role, foreign_unit if role in UNIT_ROLES else foreign, is_home=False) for role in Role]
    actors.append(Actor(make_user(password="sandi"), None, is_home=False, is_own_unit=False))
    scorecard = cycle.scorecards.get(unit=unit)
    _prove(scorecard, actors[0].user)
    _give_own_time(scorecard)
    _propose(scorecard, actors[0].user)
    _assign(cycle, actors)
    award_round = make_decided_round(unit, actors[0].user)
    make_decided_round(foreign_unit, actors[0].user, name=f"Penghargaan {FOREIGN_NAME}")
    job = make_certificates_job(award_round, actors[0].user)
    city_scorecard = make_city_scorecard(lead=make_unit(home, name="Badan Pengampu"), contributor=unit)
    make_city_scorecard(lead=foreign_unit, contributor=make_unit(foreign, name=f"{FOREIGN_NAME} Dua"))
    survey = make_survey(unit, actors[0].user)
    make_survey(foreign_unit, actors[0].user)
    return World(home, foreign, unit, scorecard, city_scorecard, survey, cycle, award_round, job, tuple(actors))


def _assign(cycle: Cycle, actors: list[Actor]) -> None:
    """Let the home verifier verify everything."""
    verifier, evaluator = (
        next(actor.user for actor in actors if actor.is_home and actor.role == role)
        for role in (Role.VERIFIER, Role.EVALUATOR)
    )
    graded = cycle.edition.nodes.filter(is_answerable=True).exclude(kind="check")
    assign(cycle_id=cycle.pk, user=verifier, node_ids=[node.pk for node in graded], by=evaluator)


def _prove(scorecard: Scorecard, by: User) -> None:
    """Put a document into the unit's register and let it prove 1.a."""
    revision = register(by, scorecard.unit, "Renja", government=scorecard.government)
    entry = scorecard.entries.get(node__code="1.a")
    EvidenceLink.objects.create(entry=entry, revision=revision, created_by=by)
    announce(entry_id=entry.pk, file_name="Lampiran.pdf", size=9, sha256="a" * 64, by=by)


def _give_own_time(scorecard: Scorecard) -> None:
    """Give the unit a window of its own, as long as everybody's."""
    usual = Window.objects.get(cycle=scorecard.cycle, role=Role.OPERATOR, unit=None)
    Window.objects.create(
        cycle=scorecard.cycle,
        role=Role.OPERATOR,
        unit=scorecard.unit,
        opens_at=usual.opens_at,
        closes_at=usual.closes_at,
    )


def _propose(scorecard: Scorecard, by: User) -> None:
    """Lay down an answer to 1.b without applying it."""
    entry = scorecard.entries.get(node__code="1.b")
    propose(
        scorecard_id=scorecard.pk,
        kind=ImportBatch.Kind.PASTE,
        proposals=[Proposal(entry.pk, "1.b", answer="E")],
        by=by,
    )


def _actor(role: Role, at: Unit | Government, *, is_home: bool, is_own: bool = False) -> Actor:
    user = make_user(password="sandi")
    make_membership(user, role, at)
    return Actor(user, role, is_home, is_own)
