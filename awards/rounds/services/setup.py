"""Opening rounds: programmes, the round with its calendar, its categories, and the phase in which it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.db.models import ProtectedError

from awards.domain.phases import Phase, Span
from awards.rounds import selectors
from awards.rounds.models import Category, PhaseSpan, Programme, Round
from awards.rounds.services.errors import Changed, Followed
from awards.rounds.services.locks import lock_open, unique
from portal.units.models import Government


@dataclass(frozen=True)
class Setting:
    """What the committee sets of a round."""

    year: int
    name: str
    award_date: date | None = None
    spans: Mapping[Phase, Span] = field(default_factory=dict)


def create_programme(
    *, government: Government, code: str, name: str, purpose: str = "", position: int = 0
) -> Programme:
    """Add a yearly award to a government; Taken when one has this code."""
    with unique():
        return Programme.objects.create(government=government, code=code, name=name, purpose=purpose, position=position)


def create_round(*, programme: Programme, year: int, name: str, award_date: date | None = None) -> Round:
    """Open a round: `year` is the year honoured, `name` is printed ("Penghargaan Inovasi Daerah", without the year)."""
    return open_round(programme=programme, setting=Setting(year, name, award_date))


@transaction.atomic
def open_round(*, programme: Programme, setting: Setting, like: Round | None = None) -> Round:
    """Open a round with its calendar, with the categories of `like` if one is given; Taken when there is one."""
    with unique():
        award_round = Round.objects.create(
            government=programme.government,
            programme=programme,
            year=setting.year,
            name=setting.name,
            award_date=setting.award_date,
        )
    _set_spans(award_round, setting.spans)
    if like is not None:
        Category.objects.bulk_create(
            Category(round=award_round, name=category.name, position=category.position)
            for category in like.categories.all()
        )
    return award_round


@transaction.atomic
def change_round(*, round_id: int, setting: Setting, version: int) -> Round:
    """Set name, year, award date and calendar of an open round; Changed when somebody did since `version`."""
    award_round = lock_open(round_id)
    if award_round.version != version:
        raise Changed(award_round.version, selectors.setting_words(award_round))
    award_round.year, award_round.name, award_round.award_date = setting.year, setting.name, setting.award_date
    award_round.version += 1
    with unique():
        award_round.save(update_fields=["year", "name", "award_date", "version"])
    _set_spans(award_round, setting.spans)
    return award_round


@transaction.atomic
def set_phase(*, round_id: int, phase: Phase, seen: Phase) -> Round:
    """Bring an open round into a phase, from the one that was seen; twice at once moves it once.

    Whether it may go there is judged by who calls (awards.jury.services.course).
    """
    award_round = lock_open(round_id, seen)
    award_round.phase = Round.Phase(phase)
    award_round.save(update_fields=["phase"])
    return award_round


@transaction.atomic
def create_category(*, award_round: Round, name: str, position: int | None = None) -> Category:
    """Add a category, as the last; `name` is printed whole ("Kategori Perangkat Daerah", "Tingkat SD")."""
    lock_open(award_round.pk)
    if position is None:
        position = Category.objects.filter(round=award_round).count() + 1
    with unique():
        return Category.objects.create(round=award_round, name=name, position=position)


@transaction.atomic
def remove_category(*, category: Category) -> None:
    """Take a category away again while nothing stands in it; Followed otherwise."""
    lock_open(category.round_id)
    try:
        with transaction.atomic():
            category.delete()
    except ProtectedError as error:
        raise Followed from error


def _set_spans(award_round: Round, spans: Mapping[Phase, Span]) -> None:
    """Write the calendar as it is given; a phase without days has no row."""
    for phase in Phase:
        if span := spans.get(phase):
            days = {"starts_on": span.starts_on, "ends_on": span.ends_on}
            PhaseSpan.objects.update_or_create(round=award_round, phase=phase, defaults=days)
        else:
            PhaseSpan.objects.filter(round=award_round, phase=phase).delete()
