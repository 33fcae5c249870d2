"""What a unit changed since a moment, read back from the history."""

from datetime import datetime

import pytest

from portal.common.policy import Role
from scorecards.entries import services
from scorecards.entries.windows import database_time
from scorecards.reviews.selectors.claims import claim_of
from scorecards.reviews.selectors.history import changes_since
from tests.scorecards.reviews.helpers import City, fill, person, prove

# The history knows the time of each transaction.
pytestmark = pytest.mark.django_db(transaction=True)


def changes(city: City, code: str, moment: datetime) -> list[tuple[str, str, str, str]]:
    entry = city.entry(code)
    found = changes_since(entry, claim_of(entry), moment)
    return [(change.kind.value, change.subject, change.before, change.after) for change in found]


def test_documents_that_came_went_and_moved(city: City) -> None:
    entry = fill(city.entry("1.a"), "BB")
    by = person(entry, Role.OPERATOR)
    gone = prove(entry, "Renstra")
    moved = prove(city.entry("1.a.1"), "Renja", page=1)
    prove(city.entry("1.a.2"), "DPA", page=2)
    prove(city.entry("1.b.1"), "IKU")
    before = database_time()

    services.detach(link_id=gone.pk, by=by)
    services.set_pages(link_id=moved.pk, page_from=2, page_to=3, by=by)
    prove(city.entry("1.a.3"), "RPJMD", page=3)
    prove(city.entry("1.b.2"), "Pohon kinerja")

    assert sorted(changes(city, "1.a", before)) == [
        ("evidence_added", "RPJMD", "", "3"),
        ("evidence_pages", "Renja", "1", "2\N{EN DASH}3"),
        ("evidence_removed", "Renstra", "", ""),
    ]
    assert changes(city, "1.a", database_time()) == []


def test_what_was_changed_and_changed_back_is_no_change(city: City) -> None:
    fill(city.entry("1.a"), "BB")
    before = database_time()

    fill(city.entry("1.a"), "CC", met=4)
    fill(city.entry("1.a"), "BB")

    assert changes(city, "1.a", before) == []


def test_everything_is_new_to_who_has_seen_nothing(city: City) -> None:
    before = database_time()

    fill(city.entry("2.a"), "B", met=2, note="Baru.")

    assert changes(city, "2.a", before) == [
        ("grade", "2.a", "", "B"),
        ("note", "2.a", "", "Baru."),
        ("check", "2.a.1", "", "yes"),
        ("check", "2.a.2", "", "yes"),
        ("check", "2.a.3", "", "no"),
    ]
