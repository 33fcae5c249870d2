"""What is read about rounds."""

from dataclasses import dataclass

from django.db import models
from django.db.models import Count
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from awards.domain.phases import Phase, Span
from awards.rounds.models import AwardDecision, Category, Institution, Nomination, Round, Winner
from portal.common.models import Job


class Missing(models.TextChoices):
    """What a round lacks before certificates can be issued; the first five also before its decision can be locked."""

    AWARD_DATE = "award_date", _("The award date, which is printed on the certificates, is not set.")
    DECISION = "decision", _("The minutes (berita acara) are not recorded.")
    DOCUMENT = "document", _("The document of the minutes is not uploaded.")
    WINNERS = "winners", _("No winner is named.")
    CATEGORY = "category", _("A category has no winner.")
    LOCK = "lock", _("The minutes are not locked yet, so winners can still change.")


def missing_of(award_round: Round) -> list[Missing]:
    """Return what the round still lacks, in the order in which it is done; empty when certificates can be issued."""
    decision = AwardDecision.objects.filter(round=award_round).first()
    counts = list(
        Category.objects.filter(round=award_round).annotate(won=Count("winners")).values_list("won", flat=True)
    )
    checks = (
        (Missing.AWARD_DATE, award_round.award_date is None),
        (Missing.DECISION, decision is None),
        (Missing.DOCUMENT, decision is not None and not decision.document_sha256),
        (Missing.WINNERS, not any(counts)),
        (Missing.CATEGORY, any(counts) and 0 in counts),
        (Missing.LOCK, not award_round.is_decided),
    )
    return [missing for missing, lacks in checks if lacks]


def winners_of(award_round: Round) -> "models.QuerySet[Winner]":
    """Return the winners in printing order: by category, then by place."""
    winners = Winner.objects.filter(category__round=award_round)
    return winners.select_related("category", "nomination", "nomination__unit")


def subject_of(round_id: int) -> str:
    """Return what a job about a round is filed under."""
    return f"round:{round_id}"


def round_of(subject: str) -> int:
    """Return the id of the round that a job is filed under."""
    return int(subject.removeprefix("round:"))


def last_job(award_round: Round) -> Job | None:
    """Return the newest job about a round."""
    return Job.objects.filter(subject=subject_of(award_round.pk)).order_by("pk").last()


def spans_of(award_round: Round) -> dict[Phase, Span]:
    """Return the calendar by phase."""
    rows = {Phase(span.phase): Span(span.starts_on, span.ends_on) for span in award_round.spans.all()}
    return {phase: rows[phase] for phase in Phase if phase in rows}


def setting_words(award_round: Round) -> dict[str, object]:
    """Return what the committee set of a round, by the fields of its form."""
    found: dict[str, object] = {
        "name": award_round.name,
        "year": award_round.year,
        "award_date": award_round.award_date,
    }
    spans = spans_of(award_round)
    for phase in Phase:
        span = spans.get(phase)
        found[f"{phase}_starts"], found[f"{phase}_ends"] = (span.starts_on, span.ends_on) if span else (None, None)
    return found


def institution_words(institution: Institution) -> dict[str, object]:
    """Return what is known of an institution, by the fields of its form."""
    return {name: getattr(institution, name) for name in ("kind", "name", "code", "unit", "is_active")}


def nomination_words(nomination: Nomination) -> dict[str, object]:
    """Return what a nomination says, by the fields of its form."""
    return {name: getattr(nomination, name) for name in ("kind", "recipient", "unit", "institution", "work")}


@dataclass(frozen=True)
class Entered:
    """A category with those nominated in it."""

    category: Category
    nominations: list[Nomination]


def entered_in(award_round: Round) -> list[Entered]:
    """Return the categories in their order, each with its nominations by name."""
    nominations = Nomination.objects.select_related("unit", "institution").order_by(Lower("recipient"), "pk")
    categories = Category.objects.filter(round=award_round)
    rows = categories.prefetch_related(models.Prefetch("nominations", queryset=nominations))
    return [Entered(category, list(category.nominations.all())) for category in rows]
