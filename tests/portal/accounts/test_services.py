"""Accounts are made by an admin, each name and address once."""

import pytest

from portal.accounts.models import User
from portal.accounts.services import AccountTaken, create_user

pytestmark = pytest.mark.django_db


def test_an_account_without_a_password_cannot_sign_in() -> None:
    user = create_user(username="operator.dishub", display_name="Operator Dishub", email="dishub@contoh.example")

    assert str(user) == "Operator Dishub"
    assert user.has_usable_password() is False


def test_a_name_is_taken_whatever_its_case() -> None:
    create_user(username="evaluator", display_name="Evaluator")

    with pytest.raises(AccountTaken) as error:
        create_user(username="Evaluator", display_name="Another")

    assert error.value.field == "username"
    assert User.objects.count() == 1


def test_an_address_is_taken_whatever_its_case() -> None:
    create_user(username="satu", display_name="Satu", email="kantor@contoh.example")

    with pytest.raises(AccountTaken) as error:
        create_user(username="dua", display_name="Dua", email="Kantor@contoh.example")

    assert error.value.field == "email"


def test_many_accounts_may_have_no_address() -> None:
    create_user(username="satu", display_name="Satu")
    create_user(username="dua", display_name="Dua")

    assert User.objects.filter(email="").count() == 2
