"""Three units, one lokus and RB; the whole city is `make city`."""

import pytest

from tests import factories
from tests.city.course import run
from tests.city.people import make_city


@pytest.mark.django_db
def test_what_is_entered_through_the_pages_comes_out_as_reckoned_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    government = factories.make_government(name="Kota Uji", is_home=True)
    units = [factories.make_unit(government, name=f"Dinas {name}") for name in ("Satu", "Dua", "Tiga")]
    lokus = units[:1]

    run(make_city(government, units, lokus), lokus, monkeypatch)
