"""Before the marks are released, nothing that a unit can ask for depends on how its review goes.

Every address is asked for by the operator and the head of a unit, once before anybody has decided and once after the
verifier, the quality assurer and the evaluator have; both answers must be the same, and hold none of their words. So
no page, file, list, count, total, search or error tells a mark, nor lets one be inferred.
"""

import io
import logging
import re
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pypdf
import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.common import work
from portal.common.policy import Role
from scorecards.entries.models import Entry, Mark, Submission, Window
from scorecards.reviews.services import accept, release_marks
from tests.scorecards.reviews.helpers import fill, hand_in
from tests.test_policy import ADDRESSES
from tests.world import World, make_world

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:Limit for query logging")]
SECRET = "rahasia penilai 7Q4"
Party = Mark.Party
CHANCE = (
    r'nonce="[^"]+"',
    r'name="csrfmiddlewaretoken" value="[^"]+"',
    r'X-CSRFToken&quot;: ?&quot;[^&]+|"X-CSRFToken": ?"[^"]+"',
    r'data-token="[^"]+"',
    r'name="opened" value="[^"]+"',
    r"data-server-clock[^>]*>[^<]*",
    r"Data per <time[^>]*>[^<]*",
    r"\b[0-9A-F]{8}\b",
    r"eyJ[\w-]+\.[\w-]+\.[\w-]+",
    r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    r"\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:?\d\d)?",
)
"""What differs from answer to answer by itself: tokens, keys, the time, and seals, which hold it.

When a cycle was last computed is told to everybody; what any of its units saves moves that, too.
"""
WAYS = {
    "search:index": ("?q=rahasia", "?q=1.a"),
    "rankings:explanation": ("?lapis=verifikasi", "?lapis=tercapai", "?lapis=klaim"),
    "rankings:climb": ("?sasaran=1", "?sasaran=BB", "?sasaran=BB&sebagai=unit"),
    "entries:entry": ("?riwayat=1",),
}
"""Address -> queries to ask it with besides none."""


@pytest.fixture
def world(db: None) -> World:
    """A unit that has handed in; the verifiers have time and have begun.

    That the review has begun is told on purpose: the head can withdraw until then.
    """
    world = make_world()
    now = timezone.now()
    for role in (Role.VERIFIER, Role.ASSURER):
        Window.objects.create(cycle=world.cycle, role=role, opens_at=now, closes_at=now + timedelta(days=9))
    for code in ("1.a", "1.b", "1.c"):
        fill(world.scorecard.entries.get(node__code=code), "BB", note="Kata unit.")
    hand_in(world.scorecard)
    vars(world)["submission"] = Submission.objects.get(scorecard=world.scorecard)
    verifier = next(actor.user for actor in world.actors if actor.is_home and actor.role == Role.VERIFIER)
    begun = world.scorecard.entries.get(node__code="1.c")
    accept(entry_id=begun.pk, level="BB", note="", seen_version=1, by=verifier, party=Party.VERIFIER)
    work.drain("bulk")
    return world


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Hundreds of refusals are expected."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def decide(world: World) -> None:
    """Let each party give 1.a a mark of its own, and the verifier alone 1.b."""
    people = {actor.role: actor.user for actor in reversed(world.actors) if actor.is_home}
    entries = {entry.node.code: entry for entry in world.scorecard.entries.select_related("node")}
    for code, level, role, party in (
        ("1.a", "B", Role.VERIFIER, Party.VERIFIER),
        ("1.b", "CC", Role.VERIFIER, Party.VERIFIER),
        ("1.a", "C", Role.ASSURER, Party.ASSURER),
        ("1.a", "D", Role.EVALUATOR, Party.EVALUATOR),
    ):
        entry = entries[code]
        accept(entry_id=entry.pk, level=level, note=SECRET, seen_version=1, by=people[role], party=party)
    work.drain("fast")


def asked(world: World) -> list[tuple[str, str, str]]:
    """Return every way to ask: name, method and path."""
    found = []
    for address in ADDRESSES:
        path = address.path(world)
        ways = [path, *(path + query for query in WAYS.get(address.name, ()))]
        found += [(address.name, method, way) for way in ways for method in ("get", "post")]
    return found


def answers(world: World, role: Role, ways: list[tuple[str, str, str]]) -> dict[tuple[str, str, str], str]:
    """Ask everything as somebody of the unit, and take back what it changed."""
    user = next(actor.user for actor in world.actors if actor.role == role and actor.is_own_unit)
    key = Client()
    key.force_login(user)
    session = key.cookies[settings.SESSION_COOKIE_NAME].value
    found = {}
    for way in ways:
        client = Client(raise_request_exception=False)
        client.cookies[settings.SESSION_COOKIE_NAME] = session
        with transaction.atomic():
            found[way] = told(getattr(client, way[1])(way[2]))
            transaction.set_rollback(True)
    return found


def told(response: Any) -> str:
    """Return all that an answer says: status, where it leads, and its words, also those inside files."""
    body = b"".join(response) if response.streaming else response.content
    kind = response.get("Content-Type", "")
    if body.startswith(b"%PDF"):
        text = "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(body)).pages)
    elif body.startswith(b"PK"):
        text = "\n".join(parts_of(body))
    else:
        text = body.decode(errors="replace")
    for pattern in CHANCE:
        text = re.sub(pattern, "", text)
    return f"{response.status_code} {kind} {response.get('Location', '')}\n{text}"


def parts_of(archive: bytes) -> Iterator[str]:
    """Yield the texts inside a workbook."""
    with zipfile.ZipFile(io.BytesIO(archive)) as book:
        for name in sorted(book.namelist()):
            yield book.read(name).decode(errors="replace")


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.HEAD])
def test_no_answer_depends_on_how_the_review_goes(world: World, role: Role) -> None:
    work.drain("fast")
    ways = asked(world)
    answers(world, role, ways)  # what is made when it is first asked for is there from now on
    before = answers(world, role, ways)

    decide(world)
    after = answers(world, role, ways)

    leaks = [f"{way}: {difference(before[way], after[way])}" for way in ways if before[way] != after[way]]
    words = [str(way) for way in ways if SECRET in after[way].replace(way[2], "")]
    assert not leaks, "\n" + "\n".join(leaks)
    assert not words, words


def test_the_same_walk_finds_the_mark_once_it_is_released(world: World) -> None:
    decide(world)
    evaluator = next(actor.user for actor in world.actors if actor.is_home and actor.role == Role.EVALUATOR)
    path = reverse("entries:entry", args=[world.scorecard.pk, "1.a"])
    way = ("entries:entry", "get", path)
    before = answers(world, Role.OPERATOR, [way])[way]

    release_marks(cycle_id=world.cycle.pk, by=evaluator)
    after = answers(world, Role.OPERATOR, [way])[way]

    assert Entry.objects.get(pk=world.entry.pk).state == "fixed"
    assert (SECRET in before, SECRET in after) == (False, True)


def difference(before: str, after: str) -> str:
    """Return the first lines that differ."""
    pairs = zip(before.splitlines(), after.splitlines(), strict=False)
    first = next(((one, other) for one, other in pairs if one != other), ("", "more lines"))
    return " -> ".join(text.strip()[:300] for text in first)
