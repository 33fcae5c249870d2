from collections.abc import Callable
from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from awards.rounds import services
from awards.rounds.models import AwardDecision, Category, Nomination, Round, Winner
from awards.rounds.selectors import Missing, missing_of
from portal.common import files
from tests.awards.helpers import (
    decide,
    make_category,
    make_committee,
    make_decided_round,
    make_open_round,
    winners_of,
)
from tests.factories import make_unit

pytestmark = pytest.mark.django_db


def test_fresh_round_lacks_everything() -> None:
    award_round = make_open_round(award_date=None)

    assert missing_of(award_round) == [Missing.AWARD_DATE, Missing.DECISION, Missing.WINNERS, Missing.LOCK]


def test_category_without_winner_is_missing() -> None:
    award_round = make_open_round()
    make_category(award_round, ["Tim Satu"])
    decide(award_round)
    services.create_category(award_round=award_round, name="Tingkat SD")

    assert missing_of(award_round) == [Missing.CATEGORY, Missing.LOCK]


def test_locked_round_lacks_nothing() -> None:
    assert missing_of(make_decided_round()) == []


def test_round_that_lacks_something_cannot_be_locked() -> None:
    award_round = make_open_round()
    make_category(award_round, ["Tim Satu"])

    with pytest.raises(services.NotReady) as caught:
        services.lock(round_id=award_round.pk, by=make_committee(award_round.government))

    assert caught.value.missing == (Missing.DECISION, Missing.WINNERS)
    assert not Round.objects.get(pk=award_round.pk).is_decided


def test_decision_stores_its_document_and_names_the_winners_in_order() -> None:
    award_round = make_open_round()
    make_category(award_round, ["Tim Satu", "Tim Dua"])

    decide(award_round)

    decision = AwardDecision.objects.get(round=award_round)
    content = b"%PDF-1.7 berita acara\n" + award_round.name.encode()
    assert files.read(decision.document_sha256) == content
    assert decision.document_size == len(content)
    assert [(winner.title, winner.nomination.recipient) for winner in winners_of(award_round)] == [
        ("Terbaik I", "Tim Satu"),
        ("Terbaik II", "Tim Dua"),
    ]


def test_deciding_again_replaces_the_winners() -> None:
    award_round = make_open_round()
    category = make_category(award_round, ["Tim Satu", "Tim Dua"])
    decide(award_round)

    services.decide(
        award_round=award_round,
        number="400.7/02/BA/2025",
        date=date(2025, 1, 7),
        winners=[services.Choice(category.nominations.get(recipient="Tim Dua"), 1, "Terbaik I")],
        document=[b"%PDF"],
        document_name="ba2.pdf",
    )

    assert [winner.nomination.recipient for winner in winners_of(award_round)] == ["Tim Dua"]
    assert AwardDecision.objects.get(round=award_round).number == "400.7/02/BA/2025"


def test_winner_must_be_nominated_in_the_round() -> None:
    award_round, other = make_open_round(), make_open_round()
    stranger = make_category(other, ["Tim Asing"]).nominations.get()

    with pytest.raises(services.WrongNomination):
        services.decide(
            award_round=award_round,
            number="1",
            date=date(2025, 1, 7),
            winners=[services.Choice(stranger, 1, "Terbaik I")],
            document=[b"%PDF"],
            document_name="ba.pdf",
        )


def test_services_refuse_a_decided_round() -> None:
    award_round = make_decided_round()
    category = award_round.categories.get()

    with pytest.raises(services.RoundDecided):
        services.create_category(award_round=award_round, name="Baru")
    with pytest.raises(services.RoundDecided):
        services.nominate(category=category, kind=Nomination.Kind.TEAM, recipient="Tim Baru")
    with pytest.raises(services.RoundDecided):
        decide(award_round)
    with pytest.raises(services.RoundDecided):
        services.lock(round_id=award_round.pk, by=make_committee(award_round.government))


def test_database_itself_refuses_every_change_after_the_lock() -> None:
    award_round = make_decided_round()
    open_round = make_open_round(award_round.government)
    open_category = make_category(open_round, ["Tim Lain"])
    category = award_round.categories.get()
    changes: list[Callable[[], object]] = [
        lambda: Winner.objects.filter(category=category).update(place=9),
        lambda: Winner.objects.filter(category=category).delete(),
        lambda: Nomination.objects.filter(category=category).update(recipient="Lain"),
        lambda: Nomination.objects.filter(category=category).update(category=open_category),
        lambda: Nomination.objects.filter(category=open_category).update(category=category),
        lambda: Category.objects.filter(pk=category.pk).update(name="Lain"),
        lambda: Category.objects.create(round=award_round, name="Baru"),
        lambda: AwardDecision.objects.filter(round=award_round).update(number="Lain"),
        lambda: AwardDecision.objects.filter(round=award_round).delete(),
        lambda: Round.objects.filter(pk=award_round.pk).update(state=Round.State.OPEN),
    ]

    for change in changes:
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_nomination_of_a_unit_names_the_unit() -> None:
    award_round = make_open_round()
    category = make_category(award_round, [])
    unit = make_unit(award_round.government)

    services.nominate(category=category, kind=Nomination.Kind.UNIT, recipient=unit.name, unit=unit)
    with pytest.raises(IntegrityError), transaction.atomic():
        services.nominate(category=category, kind=Nomination.Kind.UNIT, recipient="Tanpa OPD")


def test_changes_are_in_the_history() -> None:
    award_round = make_decided_round(["Tim Satu"])
    events = Round.events.rel.related_model.objects  # type: ignore[attr-defined]  # made by pghistory

    assert list(events.filter(pgh_obj=award_round).order_by("pgh_id").values_list("pgh_label", "state")) == [
        ("insert", "open"),
        ("update", "decided"),
    ]
