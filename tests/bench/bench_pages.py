"""The pages that staff look at all day, at the size of a full city, against a page that shows the frame alone.

Each call goes through the whole of Django: middleware, session, policy, queries, template. Network and browser are
left out. The rival has the same frame and sign-in and one query of its own, so the ratio is what the content costs.
"""

import random
from functools import cache
from typing import TYPE_CHECKING, Any

from tests.bench.database import set_up
from tests.bench.frame import Work, benchmark

if TYPE_CHECKING:
    from django.test import Client

    from portal.accounts.models import User

UNITS = 40
SEED = 1971
OK = 200
FRAME = "the account page: same frame, no content"


@benchmark("worklist-of-operator", rival=FRAME)
def worklist_of_operator() -> tuple[Work, Work]:
    """Open "My tasks" as the operator of one of 40 units."""
    return make_pair(make_city()["operator"], "/")


@benchmark("worklist-of-evaluator", rival=FRAME)
def worklist_of_evaluator() -> tuple[Work, Work]:
    """Open "My tasks" as the evaluator of all 40."""
    return make_pair(make_city()["evaluator"], "/")


@benchmark("entry-page", rival=FRAME)
def entry_page() -> tuple[Work, Work]:
    """Open a sub-component with eleven criteria, its evidence and last year's answer."""
    return make_pair(make_city()["operator"], f"/kartu-skor/{make_city()['scorecard']}/1.b/")


@benchmark("scorecard-page", rival=FRAME)
def scorecard_page() -> tuple[Work, Work]:
    """Open a whole scorecard."""
    return make_pair(make_city()["operator"], f"/kartu-skor/{make_city()['scorecard']}/")


@benchmark("scorecards-of-city", rival=FRAME)
def scorecards_of_city() -> tuple[Work, Work]:
    """List the scorecards of all units as the evaluator."""
    return make_pair(make_city()["evaluator"], "/kartu-skor/")


def make_pair(user: "User", path: str) -> tuple[Work, Work]:
    """Return opening a page as somebody, and opening the frame alone."""
    client = _signed_in(user)
    return _opening(client, path), _opening(client, "/akun/")


def _opening(client: "Client", path: str) -> Work:
    def work() -> object:
        status = client.get(path).status_code
        if status != OK:
            raise AssertionError(f"{path} answered {status}")
        return status

    return work


def _signed_in(user: "User") -> "Client":
    from django.test import Client  # noqa: PLC0415  # after the set-up, as everything of Django

    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    return client


@cache
def make_city() -> dict[str, Any]:
    """Make forty units with last year's marks and this year's half done; drawn from a fixed seed."""
    set_up()
    from portal.common.policy import Role  # noqa: PLC0415
    from tests.factories import make_member, make_unit, make_user  # noqa: PLC0415
    from tests.scorecards.rankings import helpers  # noqa: PLC0415

    chance = random.Random(SEED)
    government, _ = helpers.make_city(0)
    units = [make_unit(government) for _ in range(UNITS)]
    by = make_user()
    for year in (2024, 2025):
        cycle = helpers.open_sakip(units, score_year=year)
        for unit in units:
            card = helpers.card_of(cycle, unit)
            codes = chance.sample(helpers.GRADED, 12 if year == 2024 else 8)
            helpers.claim(card, {code: chance.choice(("A", "BB", "B", "CC")) for code in codes}, by=by)
            for code in codes:
                helpers.prove(card, code, by=by)
    return {
        "operator": make_member(Role.OPERATOR, units[0]),
        "evaluator": make_member(Role.EVALUATOR, government),
        "scorecard": helpers.card_of(cycle, units[0]).pk,
    }
