"""From the ranking to locked minutes: a deviation with its reason, the minutes drawn up, and the lock."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from awards.domain.phases import Phase
from awards.jury import selectors
from awards.jury.contents import contents_of
from awards.jury.errors import BadOrder, Redrawn
from awards.jury.models import Deviation, JuryMinutes
from awards.jury.rendering import minutes_pdf
from awards.rounds.models import AwardDecision, Category, Nomination, Round
from awards.rounds.services import Changed, Choice, lock, lock_open, record
from portal.accounts.models import User
from portal.common import files
from scorecards.domain.canonical import sha256_of


@transaction.atomic
def deviate(*, category: Category, order: Sequence[int], reason: str, version: int, by: User) -> Deviation:
    """Set who wins a category, best first, otherwise than the ranking has it; printed with its reason.

    `version` is 0 where nobody deviated yet. Changed when somebody did since, BadOrder.
    """
    award_round = lock_open(category.round_id, Phase.DECISION)
    stored = Deviation.objects.filter(category=category).first()
    if (stored.version if stored else 0) != version:
        raise _changed(stored)
    rules = selectors.rules_of(award_round)
    standing = next(one for one in selectors.standings_of(award_round, rules) if one.category.pk == category.pk)
    placed = {line.nomination.pk for line in standing.lines if line.placed.place is not None}
    if not order or len(set(order)) < len(order) or not set(order) <= placed or len(order) > len(rules.title_list):
        raise BadOrder
    deviation = stored or Deviation(category=category, version=0)
    deviation.order, deviation.reason, deviation.decided_by = list(order), reason, by
    deviation.version += 1
    deviation.save()
    return deviation


@transaction.atomic
def follow_ranking(*, category: Category) -> None:
    """Take a deviation back: the ranking decides again."""
    lock_open(category.round_id, Phase.DECISION)
    Deviation.objects.filter(category=category).delete()


def draw_up(*, round_id: int, number: str, day: date, by: User) -> JuryMinutes:
    """Freeze the result as minutes, make their file, and name the winners from it; not locked yet.

    The same content is not frozen twice. The file is made outside of any lock; Redrawn when somebody drew up others
    meanwhile. OpenTie when nothing decides between equals at a place that wins.
    """
    minutes = _freeze(round_id, number, day, by)
    stored = files.put([minutes_pdf(minutes)])
    _record(minutes, stored)
    return minutes


@transaction.atomic
def lock_decision(*, round_id: int, content_sha256: str, by: User) -> Round:
    """Lock exactly the minutes that were looked at; Redrawn when they or the result are others now. NotReady."""
    award_round = lock_open(round_id, Phase.DECISION)
    last = JuryMinutes.objects.filter(round=award_round).last()
    decision = AwardDecision.objects.filter(round=award_round).first()
    if last is None or decision is None or last.content_sha256 != content_sha256:
        raise Redrawn
    now = contents_of(award_round, number=decision.number, day=decision.date)
    if sha256_of(now) != content_sha256:
        raise Redrawn
    return lock(round_id=round_id, by=by)


@transaction.atomic
def _freeze(round_id: int, number: str, day: date, by: User) -> JuryMinutes:
    award_round = lock_open(round_id, Phase.DECISION)
    data = contents_of(award_round, number=number, day=day)
    sha256 = sha256_of(data)
    last = JuryMinutes.objects.filter(round=award_round).last()
    if last is not None and last.content_sha256 == sha256:
        return last
    return JuryMinutes.objects.create(
        government_id=award_round.government_id,
        round=award_round,
        revision=last.revision + 1 if last else 1,
        data=data,
        content_sha256=sha256,
        frozen_by=by,
    )


@transaction.atomic
def _record(minutes: JuryMinutes, stored: files.Stored) -> None:
    """Name the winners as the frozen minutes have them."""
    award_round = lock_open(minutes.round_id, Phase.DECISION)
    if JuryMinutes.objects.filter(round=award_round).last() != minutes:
        raise Redrawn
    won = [winner for category in minutes.data["categories"] for winner in category["winners"]]
    nominations = Nomination.objects.in_bulk([winner["nomination"] for winner in won])
    record(
        award_round=award_round,
        number=minutes.data["number"],
        date=date.fromisoformat(minutes.data["date"]),
        winners=[Choice(nominations[one["nomination"]], one["place"], one["title"]) for one in won],
        stored=stored,
        document_name=f"berita-acara-{award_round.pk}-{minutes.revision}.pdf",
    )


def _changed(stored: Deviation | None) -> Changed:
    if stored is None:
        return Changed(0, {"reason": "", "order": []})
    return Changed(stored.version, {"reason": stored.reason, "order": stored.order})
