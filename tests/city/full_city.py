"""The whole of Pangkalpinang, minutes long: run it by `make city`; the small one is part of the usual tests."""

import pytest
from django.core.management import call_command
from django.utils import timezone

from portal.demo.seed import SAKIP_KINDS
from portal.demo.service import LOKUS
from portal.units.models import Government
from tests.city.course import run
from tests.city.people import make_city


@pytest.mark.django_db
def test_every_unit_of_the_city_enters_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    call_command("load_units", verbosity=0)
    government = Government.objects.get(code="19.71")
    units = list(government.units.valid_on(timezone.localdate()).order_by("code"))
    assessed = [unit for unit in units if unit.kind in SAKIP_KINDS]
    lokus = [unit for unit in units if unit.code in LOKUS]
    assert (len(assessed), len(lokus)) == (35, 8)

    run(make_city(government, assessed, lokus), lokus, monkeypatch)
