"""What is read about juries: rules, who may judge what, sheets, and what came out."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Count, Prefetch, Q, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac

from awards.domain import jury
from awards.domain.assignment import Pair, is_same_unit
from awards.domain.phases import Phase, Seen, Viewer, sees
from awards.jury.models import Conflict, Criterion, Deviation, Juror, JuryMark, JuryRules, Sheet
from awards.rounds.models import Category, Nomination, Round
from portal.units.models import Membership, Unit


def rules_of(award_round: Round) -> JuryRules:
    """Return the rules of a round; the usual ones, as version 0, where nobody has set any."""
    found = JuryRules.objects.filter(round=award_round).first()
    return found or JuryRules(round=award_round, version=0)


def seen_by(
    viewer: Viewer, award_round: Round, *, is_blind: bool = False, has_finished: bool = False
) -> frozenset[Seen]:
    """Return what a viewer may see of a round's jury work now."""
    return sees(
        viewer,
        Phase(award_round.phase),
        is_blind=is_blind,
        has_finished=has_finished,
        is_locked=award_round.is_decided,
    )


def admitted_in(award_round: Round) -> QuerySet[Nomination]:
    """Return the nominations that the jury judges."""
    joined = ("category", "unit", "institution__unit")
    return Nomination.objects.admitted().filter(category__round=award_round).select_related(*joined)


def codes_of(award_round: Round) -> dict[int, str]:
    """Return the code under which each nomination is judged where names are hidden.

    The order is by a keyed hash, so neither the code nor its place tells which name stands behind it.
    """
    rows = Nomination.objects.filter(category__round=award_round).values_list("pk", "category__position", "category")
    ordered = sorted(rows, key=lambda row: (row[1], row[2], hidden_order(row[0])))
    return {pk: f"N-{number:02}" for number, (pk, _position, _category) in enumerate(ordered, start=1)}


def hidden_order(nomination_id: int) -> str:
    """Return a key that sorts nominations in an order that tells nothing."""
    return salted_hmac("awards.jury.code", str(nomination_id)).hexdigest()


def barred_pairs(award_round: Round) -> dict[Pair, str]:
    """Return who may not judge what: "declared" by the juror, or the "unit" is the same."""
    jurors = list(Juror.objects.filter(round=award_round).select_related("unit"))
    houses = _houses(jurors)
    found: dict[Pair, str] = {}
    for nomination in admitted_in(award_round):
        nominated = {unit.pk: unit.parent_id for unit in _units_behind(nomination)}
        for juror in jurors:
            if is_same_unit(houses[juror.pk], nominated):
                found[juror.pk, nomination.pk] = "unit"
    declared = Conflict.objects.filter(juror__round=award_round).values_list("juror", "nomination")
    return found | dict.fromkeys(declared, "declared")


def _houses(jurors: Iterable[Juror]) -> Mapping[int, dict[int, int | None]]:
    """Return where each juror works today, by what the committee knows and by the roles that the person holds."""
    found: dict[int, dict[int, int | None]] = {}
    held: dict[int, dict[int, int | None]] = defaultdict(dict)
    rows = Membership.objects.valid_on(timezone.localdate()).filter(
        user__in=[juror.user_id for juror in jurors], unit__isnull=False
    )
    for user, unit, parent in rows.values_list("user", "unit", "unit__parent"):
        held[user][unit] = parent
    for juror in jurors:
        own = {juror.unit.pk: juror.unit.parent_id} if juror.unit else {}
        found[juror.pk] = {**held[juror.user_id], **own}
    return found


def _units_behind(nomination: Nomination) -> list[Unit]:
    institution = nomination.institution
    return [unit for unit in (nomination.unit, institution.unit if institution else None) if unit is not None]


def sheets_of(juror: Juror) -> list[Sheet]:
    """Return a juror's sheets in the hidden order, without those that he may not judge any more."""
    barred = barred_pairs(juror.round)
    sheets = Sheet.objects.filter(juror=juror).select_related("nomination__category", "nomination__unit")
    given = sheets.annotate(given=Count("marks", filter=Q(marks__value__isnull=False)))
    own = [sheet for sheet in given if (juror.pk, sheet.nomination_id) not in barred]
    return sorted(own, key=lambda sheet: _sheet_order(sheet.nomination))


def _sheet_order(nomination: Nomination) -> tuple[int, int, str]:
    return nomination.category.position, nomination.category_id, hidden_order(nomination.pk)


def marks_on(sheet: Sheet) -> dict[int, JuryMark]:
    """Return the marks of a sheet by criterion."""
    return {mark.criterion_id: mark for mark in sheet.marks.all()}


def criteria_of(category_id: int) -> list[Criterion]:
    """Return what a category is judged by, in its order."""
    return list(Criterion.objects.filter(category=category_id))


def criteria_by_category(award_round: Round) -> dict[int, list[Criterion]]:
    """Return what each category is judged by."""
    found: dict[int, list[Criterion]] = defaultdict(list)
    for criterion in Criterion.objects.filter(category__round=award_round):
        found[criterion.category_id].append(criterion)
    return found


@dataclass(frozen=True)
class JurorsMark:
    """What a juror's sheet says in all: the rounded total, and the marks by criterion."""

    juror: Juror
    sheet: Sheet
    marks: Mapping[int, JuryMark]


@dataclass(frozen=True)
class Row:
    """One juror's line of the arithmetic."""

    juror: str
    values: list[Decimal | None]
    total: Decimal | None


def _value(given: JurorsMark, criterion: Criterion) -> Decimal | None:
    mark = given.marks.get(criterion.pk)
    return mark.value if mark and given.sheet.submitted_at else None


@dataclass(frozen=True)
class Line:
    """One nomination with its place and everything that it follows from."""

    nomination: Nomination
    placed: jury.Placed
    criteria: list[Criterion]
    sheets: list[JurorsMark] = field(default_factory=list)

    @property
    def result(self) -> jury.Result:
        """Return what came out."""
        return self.placed.result

    @property
    def rows(self) -> list[Row]:
        """Return each juror's marks in the order of the criteria, with the rounded total."""
        return [
            Row(str(each.juror), [_value(each, one) for one in self.criteria], self.result.sheets[each.juror.pk])
            for each in self.sheets
        ]

    @property
    def joined(self) -> list[Decimal | None]:
        """Return the joined mark on each criterion, rounded to be shown."""
        found = self.result.by_criterion
        return [jury.rounded(found[one.pk]) if one.pk in found else None for one in self.criteria]


@dataclass(frozen=True)
class Standing:
    """One category: what it is judged by, the order that follows, and whether the committee deviates from it."""

    category: Category
    criteria: list[Criterion]
    lines: list[Line]
    deviation: Deviation | None


def standings_of(award_round: Round, rules: JuryRules) -> list[Standing]:
    """Return every category with its ranking; the number of queries does not grow with what stands in it."""
    categories = Category.objects.filter(round=award_round)
    criteria = criteria_by_category(award_round)
    deviations = {one.category_id: one for one in Deviation.objects.filter(category__round=award_round)}
    sheets = _sheets_by_nomination(award_round)
    nominations: dict[int, list[Nomination]] = defaultdict(list)
    for nomination in admitted_in(award_round):
        nominations[nomination.category_id].append(nomination)
    return [
        _standing(category, criteria[category.pk], nominations[category.pk], sheets, rules, deviations.get(category.pk))
        for category in categories
    ]


def _sheets_by_nomination(award_round: Round) -> dict[int, list[JurorsMark]]:
    found: dict[int, list[JurorsMark]] = defaultdict(list)
    rows = Sheet.objects.filter(juror__round=award_round).select_related("juror__user").order_by("juror")
    for sheet in rows.prefetch_related(Prefetch("marks", JuryMark.objects.all())):
        found[sheet.nomination_id].append(JurorsMark(sheet.juror, sheet, marks_on(sheet)))
    return found


def _standing(
    category: Category,
    criteria: list[Criterion],
    nominations: list[Nomination],
    sheets: Mapping[int, list[JurorsMark]],
    rules: JuryRules,
    deviation: Deviation | None,
) -> Standing:
    judged_by = [criterion.domain for criterion in criteria]
    results = [
        jury.result_of(one.pk, [_handed_in(each) for each in sheets.get(one.pk, [])], judged_by, rules.domain)
        for one in nominations
    ]
    by_key = {one.pk: one for one in nominations}
    lines = [
        Line(by_key[placed.result.nomination], placed, criteria, sheets.get(placed.result.nomination, []))
        for placed in jury.ranking(results, judged_by, rules.domain)
    ]
    return Standing(category, criteria, lines, deviation)


def _handed_in(given: JurorsMark) -> jury.Sheet:
    """Return a sheet as the rules take it: what is not handed in says nothing yet."""
    if given.sheet.submitted_at is None:
        return jury.Sheet(given.juror.pk, {})
    return jury.Sheet(given.juror.pk, {key: mark.value for key, mark in given.marks.items() if mark.value is not None})


@dataclass(frozen=True)
class Progress:
    """How many sheets of a juror are handed in."""

    juror: Juror
    handed_in: int
    total: int


def progress_by_juror(award_round: Round) -> list[Progress]:
    """Return how far each juror is."""
    counts: dict[int, list[bool]] = defaultdict(list)
    for juror, moment in Sheet.objects.filter(juror__round=award_round).values_list("juror", "submitted_at"):
        counts[juror].append(moment is not None)
    jurors = Juror.objects.filter(round=award_round).select_related("user", "unit")
    return [Progress(juror, sum(counts[juror.pk]), len(counts[juror.pk])) for juror in jurors]


def is_all_in(award_round: Round) -> bool:
    """Return whether every admitted nomination has a sheet and every sheet is handed in."""
    sheets = Count("sheets")
    rows = admitted_in(award_round).annotate(
        total=sheets, handed_in=Count("sheets", filter=Q(sheets__submitted_at__isnull=False))
    )
    counts = list(rows.values_list("total", "handed_in"))
    return bool(counts) and all(total and total == handed_in for total, handed_in in counts)


def admitted_or_entered(award_round: Round) -> QuerySet[Nomination]:
    """Return the nominations in which an interest can be declared, by name."""
    found = Nomination.objects.filter(category__round=award_round).exclude(standing=Nomination.Standing.EXCLUDED)
    return found.order_by(Lower("recipient"), "pk")


def others_on(sheet: Sheet) -> list[JurorsMark]:
    """Return what the other jurors handed in on a sheet's nomination."""
    rows = Sheet.objects.filter(nomination=sheet.nomination_id, submitted_at__isnull=False).exclude(pk=sheet.pk)
    found = rows.select_related("juror__user").prefetch_related("marks").order_by("juror")
    return [JurorsMark(each.juror, each, marks_on(each)) for each in found]


@dataclass(frozen=True)
class Load:
    """A nomination with the sheets on it, and how many jurors it lacks; nothing of what they gave."""

    nomination: Nomination
    sheets: list[Sheet]
    lacking: int


def loads_of(award_round: Round) -> list[Load]:
    """Return who judges what."""
    found: dict[int, list[Sheet]] = defaultdict(list)
    for sheet in Sheet.objects.filter(juror__round=award_round).select_related("juror__user").order_by("juror"):
        found[sheet.nomination_id].append(sheet)
    each = rules_of(award_round).jurors_each
    return [
        Load(nomination, found[nomination.pk], max(0, each - len(found[nomination.pk])))
        for nomination in admitted_in(award_round).order_by("category__position", Lower("recipient"), "pk")
    ]
