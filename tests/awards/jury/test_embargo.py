"""Before a juror has handed everything in, nothing that one can ask for depends on what the others gave.

Every address of rounds and juries is asked for by a juror with open sheets, once before another juror scores and once
after; both answers must be the same. The committee may see how far the sheets are, and no score.
"""

import logging
import re
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from awards.domain.phases import Phase
from awards.jury.models import Criterion, Juror, Sheet
from awards.rounds.models import Round
from portal.accounts.models import User
from portal.common.policy import Role
from tests import test_embargo as embargo
from tests.awards.helpers import make_committee
from tests.awards.jury.helpers import give, make_jury_round, move_to
from tests.factories import make_government, make_member

pytestmark = pytest.mark.django_db
SECRET, MARK = "rahasia juri 7Q4", "91,37"
CHANCE = "|".join((*embargo.CHANCE, r'datetime="[^"]+"'))
OF_ROUND = (
    "jury:own",
    "jury:session",
    "jury:setup",
    "jury:decision",
    "rounds:detail",
    "rounds:nominations",
    "rounds:minutes",
)


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Refusals are expected."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def award_round() -> Round:
    """A round that two jurors judge, in which nobody has given anything yet."""
    home = make_government(name="Kota Sendiri", is_home=True)
    return move_to(make_jury_round(government=home, is_blind=True), Phase.JUDGING)


def asked(award_round: Round) -> list[tuple[str, str]]:
    """Return every way to ask: method and path."""
    paths = [reverse(name, args=[award_round.pk]) for name in OF_ROUND]
    paths += [reverse(name) for name in ("home:index", "jury:index", "rounds:index")]
    paths += [f"{reverse('search:index')}?q=rahasia"]
    criterion = Criterion.objects.filter(category__round=award_round)[0]
    for sheet in Sheet.objects.filter(juror__round=award_round):
        paths += [reverse(f"jury:{name}", args=[sheet.pk]) for name in ("sheet", "submit", "take-back")]
        paths.append(reverse("jury:save", args=[sheet.pk, criterion.pk]))
    paths.append(reverse("jury:move", args=[award_round.pk]))
    return [(method, path) for path in paths for method in ("get", "post")]


def answers(user: User, award_round: Round) -> dict[tuple[str, str], str]:
    """Ask everything, and take back what it changed."""
    client = Client(raise_request_exception=False)
    client.force_login(user)
    found = {}
    for method, path in asked(award_round):
        with transaction.atomic():
            response = getattr(client, method)(path)
            body = b"".join(response) if response.streaming else response.content
            transaction.set_rollback(True)
        text = re.sub(CHANCE, "", body.decode(errors="replace"))
        found[method, path] = f"{response.status_code} {response.get('Location', '')}\n{text}"
    return found


def test_no_answer_to_a_juror_depends_on_what_another_one_gave(award_round: Round) -> None:
    first, second = Juror.objects.filter(round=award_round)
    own = Sheet.objects.filter(juror=first)
    give(own[0], 80, 80)
    before = answers(first.user, award_round)

    for sheet in Sheet.objects.filter(juror=second):
        give(sheet, MARK.replace(",", "."), 12, note=SECRET)
    after = answers(first.user, award_round)

    assert [way for way in before if before[way] != after[way]] == []
    assert [way for way in after if SECRET in after[way] or MARK in after[way]] == []


def test_the_same_walk_finds_the_score_once_everything_is_handed_in(award_round: Round) -> None:
    first, second = Juror.objects.filter(round=award_round)
    for sheet in Sheet.objects.filter(juror=second):
        give(sheet, MARK.replace(",", "."), 12, note=SECRET)

    for sheet in Sheet.objects.filter(juror=first):
        assert all(MARK not in text for text in answers(first.user, award_round).values())
        give(sheet, 80, 80)

    assert any(MARK in text for text in answers(first.user, award_round).values())


@pytest.mark.parametrize("role", [Role.COMMITTEE, Role.LEADER])
def test_committee_and_leadership_see_no_score_while_sheets_are_open(award_round: Round, role: Role) -> None:
    home = award_round.government
    user = make_committee(home) if role is Role.COMMITTEE else make_member(role, home)
    second = Juror.objects.filter(round=award_round)[1]
    for sheet in Sheet.objects.filter(juror=second):
        give(sheet, MARK.replace(",", "."), 12, note=SECRET)

    found = answers(user, award_round)

    assert [way for way in found if SECRET in found[way] or MARK in found[way]] == []
