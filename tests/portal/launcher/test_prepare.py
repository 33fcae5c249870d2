"""`manage.py prepare`: safe to run on any database, whatever state it is in."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import call_command

from portal.accounts.models import User
from scorecards.editions.models import Edition


@pytest.mark.django_db
def test_prepare_loads_what_the_code_brings_and_can_be_run_again(tmp_path: Path) -> None:
    output = io.StringIO()

    call_command("prepare", "--no-demo", "--summary", tmp_path / "summary.json", stdout=output)
    call_command("prepare", "--no-demo", stdout=output)

    steps = [line.split()[:2] for line in output.getvalue().splitlines()]
    assert steps == [["✔", "migrations"], ["✔", "instruments"], ["✔", "units"], ["✔", "published"]] * 2
    assert Edition.objects.filter(code="sakip/2021").count() == 1
    assert json.loads((tmp_path / "summary.json").read_text()) == {"sign_ins": []}


@pytest.mark.django_db
def test_demo_never_mixes_with_people_who_are_there() -> None:
    User.objects.create_user("somebody")
    output = io.StringIO()

    call_command("prepare", stdout=output)

    assert "demo" not in output.getvalue()
    assert list(User.objects.values_list("username", flat=True)) == ["somebody"]
