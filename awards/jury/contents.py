"""What the minutes of a round say, gathered once and then frozen: plain JSON, every number written already."""

from datetime import date
from typing import Any

from awards.domain import jury
from awards.jury import selectors
from awards.jury.errors import OpenTie
from awards.jury.models import Conflict, Juror, JuryRules
from awards.jury.selectors import Line, Standing
from awards.rounds.models import Nomination, Round


def contents_of(award_round: Round, *, number: str, day: date) -> dict[str, Any]:
    """Return all that is printed; the winners are in it, and nothing is typed again after it. OpenTie."""
    rules = selectors.rules_of(award_round)
    standings = selectors.standings_of(award_round, rules)
    jurors = list(Juror.objects.filter(round=award_round).select_related("user"))
    numbers = {juror.pk: place for place, juror in enumerate(jurors, start=1)}
    return {
        "government": str(award_round.government),
        "is_sample": award_round.government.is_demo,
        "programme": str(award_round.programme),
        "round": award_round.name,
        "year": award_round.year,
        "award_date": award_round.award_date.isoformat() if award_round.award_date else None,
        "number": number,
        "date": day.isoformat(),
        "rules": {
            "method": rules.method,
            "tie_break": rules.tie_break,
            "jurors_each": rules.jurors_each,
            "is_blind": rules.is_blind,
        },
        "jurors": [str(juror.user) for juror in jurors],
        "conflicts": _conflicts(award_round),
        "categories": [_category(standing, rules, numbers, award_round) for standing in standings],
    }


def winners_in(standing: Standing, rules: JuryRules) -> list[Line]:
    """Return who wins a category, best first: as the committee set it, else as the ranking has it. OpenTie."""
    titles = len(rules.title_list)
    if standing.deviation is not None:
        by_key = {line.nomination.pk: line for line in standing.lines}
        return [by_key[key] for key in standing.deviation.order]
    placed = [line for line in standing.lines if line.placed.place is not None]
    if has_open_tie(standing, titles):
        raise OpenTie(standing.category.name)
    return placed[:titles]


def has_open_tie(standing: Standing, titles: int) -> bool:
    """Return whether equals stand at a place that wins and neither rule nor committee decided between them."""
    if standing.deviation is not None:
        return False
    return any(line.placed.is_tied and (line.placed.place or 0) <= titles for line in standing.lines)


def _category(standing: Standing, rules: JuryRules, numbers: dict[int, int], award_round: Round) -> dict[str, Any]:
    winners = winners_in(standing, rules)
    excluded = Nomination.objects.filter(category=standing.category, standing=Nomination.Standing.EXCLUDED)
    deviation = standing.deviation
    return {
        "name": standing.category.name,
        "criteria": [
            {"name": criterion.name, "weight": format(criterion.weight.normalize(), "f")}
            for criterion in standing.criteria
        ],
        "rows": [_row(line, numbers) for line in standing.lines],
        "excluded": [
            {"recipient": one.recipient, "work": one.work, "reason": one.screening_reason} for one in excluded
        ],
        "deviation": deviation and {"reason": deviation.reason, "by": str(deviation.decided_by)},
        "winners": [
            {
                "place": place,
                "title": title,
                "recipient": line.nomination.recipient,
                "work": line.nomination.work,
                "nomination": line.nomination.pk,
            }
            for place, (title, line) in enumerate(zip(rules.title_list, winners, strict=False), start=1)
        ],
    }


def _row(line: Line, numbers: dict[int, int]) -> dict[str, Any]:
    result = line.result
    return {
        "place": line.placed.place,
        "recipient": line.nomination.recipient,
        "work": line.nomination.work,
        "total": _written(result.total),
        "spread": _written(result.spread),
        "by_tie_break": line.placed.by_tie_break,
        "is_tied": line.placed.is_tied,
        "criteria": [_written(jury.rounded(value)) for value in result.by_criterion.values()],
        "sheets": [{"juror": numbers[key], "total": _written(total)} for key, total in result.sheets.items()],
    }


def _conflicts(award_round: Round) -> list[dict[str, str]]:
    rows = Conflict.objects.filter(juror__round=award_round).select_related("juror__user", "nomination")
    return [{"juror": str(one.juror.user), "recipient": one.nomination.recipient} for one in rows.order_by("pk")]


def _written(value: Any) -> str | None:
    return None if value is None else format(value, "f")
