"""Walks every address as everybody: who is let in is what the policy table says, and nothing leaks or changes.

A new address is covered by itself. It needs a policy (`@policy`, `@signed_in`, `@public`, or `policy = Action.X` on an
API view) and, if it has parameters, a line in tests/world.py that says how to fill them.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, reset_queries, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from portal.common.policy import POLICY, Action, Role
from tests.addresses import KWARGS
from tests.world import FOREIGN_NAME, Actor, World, make_world

WRONG_METHOD = 405
PARTS = 4
"""In how many tests the addresses are walked, so that several processes can share the way."""

OPEN_TO_OTHER_UNITS: dict[str, str] = {
    "rankings:freshness": "says when a cycle was last computed, and nothing of any unit",
    "rankings:target": "a target is the whole city's, made of published ranks and wishes; it holds no mark",
}
"""Addresses of one unit's object that other units of the same government may open -> why."""

OUT_OF_REACH: dict[tuple[str, Role], str] = {
    ("evidence:upload", Role.HEAD): "only who announced a file sends its bytes",
    ("entries:finish", Role.HEAD): "only who announced a file sends its bytes",
    (
        "surveys:lokus",
        Role.OPERATOR,
    ): "all service units' values are the city's; a unit finds its own on its page",
    ("surveys:lokus", Role.HEAD): "all service units' values are the city's; a unit finds its own on its page",
    ("rankings-api:ranking", Role.OPERATOR): "the marks of the cycle are not released",
    ("rankings-api:ranking", Role.HEAD): "the marks of the cycle are not released",
    ("reports:minutes", Role.OPERATOR): "the marks of the cycle are not released",
    ("reports:minutes", Role.HEAD): "the marks of the cycle are not released",
    ("reports:minutes", Role.LEADER): "the marks of the cycle are not released",
    ("reports:minutes-file", Role.OPERATOR): "the marks of the cycle are not released",
    ("reports:minutes-file", Role.HEAD): "the marks of the cycle are not released",
    ("reports:minutes-file", Role.LEADER): "the marks of the cycle are not released",
    **{
        (f"reports:{name}", role): "a report is its recipient's alone, here the operator's"
        for name in ("file", "job", "cancel", "retry", "archive")
        for role in (Role.HEAD, Role.EVALUATOR, Role.LEADER)
    },
    ("evidence:view", Role.ADMIN): "administrators read the city's own documents, and none of a unit",
    ("evidence:file", Role.ADMIN): "administrators read the city's own documents, and none of a unit",
    ("evidence:picture", Role.ADMIN): "administrators read the city's own documents, and none of a unit",
    ("evidence:recheck", Role.ADMIN): "administrators read the city's own documents, and none of a unit",
    ("evidence:edit", Role.ADMIN): "administrators look after the city's own documents, and none of a unit",
    ("evidence:revise", Role.ADMIN): "administrators look after the city's own documents, and none of a unit",
    ("evidence:edit", Role.EVALUATOR): "evaluators look after the city's own documents, and none of a unit",
    ("evidence:revise", Role.EVALUATOR): "evaluators look after the city's own documents, and none of a unit",
    ("evidence:picture", Role.VERIFIER): "the picture proves nothing yet, so it is in nobody's slice",
}
"""Roles that the table lets in, but whose rows never include the object of the address -> why."""


@dataclass(frozen=True)
class Address:
    """One entry of the URL configuration."""

    name: str
    route: str
    parameters: tuple[str, ...]
    policy: object

    def __str__(self) -> str:
        """Return the name, as it stands in the test's id."""
        return self.name or self.route

    @property
    def namespace(self) -> str:
        """Return the part of the name before the colon."""
        return self.name.rpartition(":")[0]

    def path(self, world: World) -> str:
        """Return the path of the home unit's object."""
        return reverse(self.name, kwargs={name: self._value(name, world) for name in self.parameters})

    def _value(self, parameter: str, world: World) -> object:
        for key in (f"{self.name}:{parameter}", f"{self.namespace}:{parameter}"):
            if key in KWARGS:
                return KWARGS[key](world)
        pytest.fail(
            f"{self.name} ({self.route}) has the parameter {parameter}, and this test does not know how to fill it. "
            f'Add "{self.name}:{parameter}" or "{self.namespace}:{parameter}" to KWARGS in tests/world.py.'
        )


def addresses(resolver: URLResolver, namespaces: tuple[str, ...] = (), prefix: str = "") -> Iterator[Address]:
    """Return every address below `resolver`."""
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = (*namespaces, entry.namespace) if entry.namespace else namespaces
            yield from addresses(entry, inner, route)
        elif isinstance(entry, URLPattern):
            parameters = tuple(dict.fromkeys((*entry.pattern.converters, *entry.pattern.regex.groupindex)))
            name = ":".join((*namespaces, entry.name or ""))
            yield Address(name, route, parameters, _policy_of(entry.callback))


def _policy_of(callback: Any) -> object:
    """Return the policy that stands on a view function, or on the class behind it."""
    view_class = getattr(callback, "cls", None) or getattr(callback, "view_class", None)
    return getattr(callback, "policy", None) or getattr(view_class, "policy", None)


ADDRESSES = list(addresses(get_resolver()))


@pytest.mark.parametrize("address", ADDRESSES, ids=str)
def test_every_address_has_a_name_and_a_policy(address: Address) -> None:
    assert not address.name.endswith(":"), f"{address.route} has no name"
    assert address.name, f"{address.route} has no name"
    policy = address.policy
    is_action = isinstance(policy, Action)
    is_open = isinstance(policy, str) and policy.startswith(("public: ", "signed in: ")) and len(policy) > 20
    assert is_action or is_open, f"{address.name} ({address.route}) has no policy; see portal/common/policy.py"


@pytest.fixture
def quiet() -> Iterator[None]:
    """Hundreds of refusals are expected; their log lines would bury the fault that matters."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.django_db
@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize("part", range(PARTS))
def test_everybody_gets_what_the_table_says(part: int) -> None:
    world = make_world()
    keys: dict[Actor | None, str] = {None: ""}
    keys |= {actor: _session_key(actor) for actor in world.actors}

    faults = [
        f"{address}: {method} as {actor or 'a stranger'}: {fault}"
        for address in ADDRESSES[part::PARTS]
        for actor, key in keys.items()
        for method in ("get", "post")
        for fault in _faults(address, address.path(world), actor, key, method)
    ]

    assert not faults, "\n" + "\n".join(faults)


def _session_key(actor: Actor) -> str:
    client = Client()
    client.force_login(actor.user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def _faults(address: Address, path: str, actor: Actor | None, key: str, method: str) -> Iterator[str]:
    """Try once, take everything back, and say what was not as expected."""
    client = Client(raise_request_exception=False)
    if key:
        client.cookies[settings.SESSION_COOKIE_NAME] = key
    reset_queries()  # the log holds so many only, and what it drops could have written
    with CaptureQueriesContext(connection) as queries, transaction.atomic():
        response = getattr(client, method)(path)
        body = b"".join(response) if response.streaming else response.content
        transaction.set_rollback(True)
    status, expected = response.status_code, _expected(address, actor)
    if status >= 500:
        yield f"server error {status}"
    elif status != WRONG_METHOD and _outcome(response) not in expected:
        yield f"{_outcome(response)} ({status}), not {' or '.join(sorted(expected))}"
    if "let in" not in expected:
        yield from (f"wrote although refused: {sql}" for sql in _writes(queries))
    if actor is not None and not str(address.policy).startswith("public: "):
        other = b"Dinas Sendiri" if not actor.is_home else FOREIGN_NAME.encode()
        if other in body:
            yield f"shows {other.decode()}, which is of another government"


def _expected(address: Address, actor: Actor | None) -> set[str]:
    """Return the outcomes that are right for this person at this address."""
    policy = address.policy
    if not isinstance(policy, Action):
        is_public = str(policy).startswith("public: ")
        return {"let in", "not found"} if is_public else {"sent to sign in"} if actor is None else {"let in"}
    if actor is None:
        return {"sent to sign in", "forbidden"}
    if actor.role not in POLICY[policy]:
        return {"forbidden", "not found"}
    if (address.name, actor.role) in OUT_OF_REACH:
        return {"not found"}
    if not address.parameters:
        return {"let in"}
    is_neighbour = actor.is_home and not actor.is_own_unit
    if not actor.is_home:
        return {"not found"}
    if is_neighbour and address.name not in OPEN_TO_OTHER_UNITS:
        return {"not found"}
    return {"let in"}


def _outcome(response: HttpResponse) -> str:
    if response.status_code in {301, 302} and response["Location"].startswith(reverse("account_login")):
        return "sent to sign in"
    return {401: "sent to sign in", 403: "forbidden", 404: "not found"}.get(response.status_code, "let in")


def _writes(queries: CaptureQueriesContext) -> list[str]:
    """Return the statements that changed rows; the session's and the limits' own rows do not count."""
    return [
        query["sql"][:120]
        for query in queries.captured_queries
        if query["sql"].lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE"))
        and not any(table in query["sql"] for table in ('"django_session"', '"common_cache"'))
    ]


def test_the_walk_sees_what_there_is() -> None:
    names = {address.name for address in ADDRESSES}

    assert {"account_login", "account_logout", "set_language"} <= names
    assert len(names) == len(ADDRESSES), "two addresses have one name"


def test_every_action_has_its_roles() -> None:
    assert set(POLICY) == set(Action)
    assert all(POLICY[action] for action in Action)


@pytest.mark.parametrize(
    ("action", "roles"),
    [
        (Action.ENTRY_EDIT, {Role.OPERATOR, Role.HEAD}),
        (Action.SCORECARD_SUBMIT, {Role.HEAD}),
        (Action.LEADS_ASSIGN, {Role.ADMIN, Role.EVALUATOR}),
        (Action.EVIDENCE_UPLOAD, {Role.OPERATOR, Role.HEAD}),
        (Action.REVIEW_DECIDE, {Role.EVALUATOR}),
        (Action.DASHBOARD, {Role.LEADER, Role.EVALUATOR}),
        (Action.CERTIFICATE_ISSUE, {Role.COMMITTEE}),
        (Action.CERTIFICATE_REVOKE, {Role.COMMITTEE, Role.LEADER}),
        (Action.CERTIFICATE_SETUP, {Role.COMMITTEE, Role.ADMIN}),
        (Action.PEOPLE_MANAGE, {Role.ADMIN}),
    ],
)
def test_what_changes_something_is_in_few_hands(action: Action, roles: set[Role]) -> None:
    assert POLICY[action] == roles


def test_the_administrator_touches_no_mark_and_leadership_changes_nothing() -> None:
    changing = {
        Action.ENTRY_EDIT,
        Action.SCORECARD_SUBMIT,
        Action.EVIDENCE_UPLOAD,
        Action.REVIEW_DECIDE,
        Action.CERTIFICATE_ISSUE,
    }

    assert not any(POLICY[action] & {Role.ADMIN, Role.LEADER, Role.JUROR} for action in changing)
    assert Role.ADMIN not in POLICY[Action.SCORECARD_VIEW]
