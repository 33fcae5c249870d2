"""Web addresses as evidence."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import User
from portal.common import outbound, work
from portal.common.policy import Role
from portal.units.models import Unit
from scorecards.evidence.intake import RefusedFile
from scorecards.evidence.models import LinkCheck, Revision
from scorecards.evidence.services import links
from tests import factories
from tests.scorecards.evidence.helpers import register_link

STATE = LinkCheck.State


class _Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        status = 302 if self.path == "/rahasia" else int(self.path[1:4]) if self.path[1:4].isdecimal() else 200
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/signin?next=/rahasia")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Stay quiet."""


@pytest.fixture
def site() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.fixture
def unit(db: None) -> Unit:
    return factories.make_unit()


@pytest.fixture
def operator(unit: Unit) -> User:
    return factories.make_member(Role.OPERATOR, unit)


def anywhere(address: str, port: int) -> bool:
    return True


def page(user: User, revision: Revision) -> Any:
    client = Client()
    client.force_login(user)
    return client.get(reverse("evidence:view", args=[revision.pk]))


@pytest.mark.parametrize(
    ("path", "state"),
    [
        ("/200", STATE.OPEN),
        ("/416", STATE.OPEN),
        ("/401", STATE.CLOSED),
        ("/403", STATE.CLOSED),
        ("/rahasia", STATE.CLOSED),
        ("/404", STATE.MISSING),
        ("/410", STATE.MISSING),
        ("/503", STATE.FAILED),
    ],
)
def test_an_address_is_looked_at_and_its_state_written_down(
    unit: Unit, operator: User, site: str, path: str, state: str
) -> None:
    revision = register_link(operator, unit, site + path)

    links.look_at(revision.pk, rule=anywhere)

    check = LinkCheck.objects.get(revision=revision)
    assert check.state == state
    assert check.checked_at is not None


def test_the_work_queue_looks_and_refuses_our_own_network(unit: Unit, operator: User, site: str) -> None:
    revision = register_link(operator, unit, f"{site}/200")
    assert LinkCheck.objects.get().state == STATE.PENDING

    work.drain("bulk")

    assert LinkCheck.objects.get().state == STATE.PRIVATE
    assert not work.is_open(links.WORK, revision.pk)


def test_the_page_says_that_the_evaluator_cannot_open_it_and_what_to_do(unit: Unit, operator: User, site: str) -> None:
    revision = register_link(operator, unit, f"{site}/403", title="Folder bukti")
    links.look_at(revision.pk, rule=anywhere)

    html = page(operator, revision).content.decode()

    assert "Evaluator tidak bisa membuka" in html
    assert 'rel="noopener noreferrer nofollow"' in html
    assert "Periksa lagi" in html


def test_it_can_be_looked_at_again_but_not_at_once(unit: Unit, operator: User, site: str) -> None:
    revision = register_link(operator, unit, f"{site}/200")
    assert not links.recheck(revision_id=revision.pk)
    links.look_at(revision.pk, rule=anywhere)
    assert not links.recheck(revision_id=revision.pk)

    LinkCheck.objects.update(checked_at=timezone.now() - timedelta(minutes=1))

    client = Client()
    client.force_login(operator)
    client.post(reverse("evidence:recheck", args=[revision.pk]))
    assert LinkCheck.objects.get().state == STATE.PENDING
    assert work.is_open(links.WORK, revision.pk)


def test_the_same_address_is_known_once_in_a_unit(unit: Unit, operator: User) -> None:
    first = register_link(operator, unit, "https://contoh.example/renja")

    assert register_link(operator, unit, " https://contoh.example/renja ") == first
    assert first.document.title == "contoh.example/renja"


def test_what_is_no_address_changes_nothing(unit: Unit, operator: User) -> None:
    with pytest.raises(RefusedFile):
        register_link(operator, unit, "javascript:alert(1)")

    assert Revision.objects.count() == 0


def test_another_unit_does_not_see_it(unit: Unit, operator: User) -> None:
    revision = register_link(operator, unit, "https://contoh.example/renja")
    other = factories.make_member(Role.OPERATOR, factories.make_unit(unit.government))

    assert page(other, revision).status_code == 404


def test_the_rule_that_holds_is_the_public_one() -> None:
    assert links.look_at.__kwdefaults__ == {"rule": outbound.is_public}
