"""Published results are loaded with their source, and a figure that nobody published stays empty."""

from copy import deepcopy
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from portal.units.documents import read_all
from portal.units.services.loading import load as load_units
from scorecards.editions.models import Instrument
from scorecards.rankings.loading import FOLDER, BadPublished, load, read
from scorecards.rankings.models import PublishedResult, Target
from tests.factories import make_edition

pytestmark = pytest.mark.django_db


@pytest.fixture
def document() -> dict[str, Any]:
    load_units(documents=read_all(), home="19.71")
    for edition in ("iid/2025", "ombudsman/2022", "rb/2023", "sakip/2021", "spi-kpk/2025"):
        make_edition(edition)
    return deepcopy(read(FOLDER / "published.yaml"))


def test_the_real_file_loads_and_loading_again_changes_nothing(document: dict[str, Any]) -> None:
    load(document=document)
    before = list(PublishedResult.objects.order_by("pk").values())

    report = load(document=document)

    assert report.lines == []
    assert list(PublishedResult.objects.order_by("pk").values()) == before


def test_every_result_names_authority_and_address(document: dict[str, Any]) -> None:
    load(document=document)

    for result in PublishedResult.objects.all():
        assert result.authority
        assert result.source_host, result


def test_what_was_published_stands_as_published(document: dict[str, Any]) -> None:
    load(document=document)
    results = PublishedResult.objects.filter(government__code="19.71")

    ombudsman = results.get(instrument__code="ombudsman", period__score_year=2024)
    assert (ombudsman.value, ombudsman.rank, ombudsman.rank_of) == (None, 6, 8)
    assert results.get(instrument__code="ombudsman", period__score_year=2023).value == Decimal("91.70")
    reform = results.get(instrument__code="rb", period__score_year=2023)
    assert (reform.value, reform.rank, reform.rank_of) == (None, 8, 8)


def test_no_peer_has_a_value_in_reform_or_accountability(document: dict[str, Any]) -> None:
    load(document=document)

    assert not PublishedResult.objects.filter(instrument__code__in=["rb", "sakip"], value__isnull=False).exists()


def test_the_targets_lead_from_eight_to_two(document: dict[str, Any]) -> None:
    load(document=document)

    targets = Target.objects.order_by("instrument__code")
    assert [(t.instrument.code, t.start_rank, t.goal_rank) for t in targets] == [
        ("ombudsman", 8, 2),
        ("rb", 8, 2),
        ("sakip", 8, 2),
    ]
    assert [step.rank for step in targets[0].path] == [7, 6, 4, 2]
    assert (targets[0].period.score_year, targets[0].period.announced_year) == (2025, 2026)


def test_a_corrected_figure_is_told(document: dict[str, Any]) -> None:
    load(document=document)
    row = next(row for row in document["results"] if row.get("value") == "91.70")
    row["value"] = "91.07"

    report = load(document=document)

    assert report.lines == ["~ 19.71 ombudsman 2023: value: 91.70 -> 91.07"]


def test_unknown_names_are_refused_and_nothing_is_loaded(document: dict[str, Any]) -> None:
    document["results"][-1]["source"] = "hearsay"

    with pytest.raises(BadPublished, match="source hearsay is not known"):
        load(document=document)

    assert PublishedResult.objects.count() == 0
    assert not Instrument.objects.filter(code="idsd").exists()


def test_the_command_names_the_place_of_a_fault(tmp_path: Any) -> None:
    path = tmp_path / "published.yaml"
    path.write_text("sources: {}\nresults:\n  - {government: '19', instrument: rb}\n")

    with pytest.raises(CommandError, match=r"published\.yaml: \$\.results\[0\]"):
        call_command("load_published", file=path, stdout=StringIO())
