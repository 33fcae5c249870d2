"""Signing in again over an open page: allauth's form and limits, in a fragment."""

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from tests.factories import make_user

pytestmark = pytest.mark.django_db

PASSWORD = "sandi-uji-yang-panjang"


@pytest.fixture
def user() -> User:
    return make_user("operator.uji", password=PASSWORD)


def again(client: Client, password: str, login: str = "operator.uji") -> tuple[int, str]:
    response = client.post(reverse("account_sign_in_again"), {"login": login, "password": password})
    return response.status_code, response.content.decode()


def test_the_form_comes_without_a_page_around_it(client: Client, user: User) -> None:
    response = client.get(reverse("account_sign_in_again"))

    assert b"data-sign-in-form" in response.content
    assert b"<html" not in response.content
    assert "no-store" in response["Cache-Control"]


def test_the_right_password_tells_the_account_and_a_token_that_works(user: User) -> None:
    client = Client(enforce_csrf_checks=True)
    page = client.get(reverse("account_sign_in_again"))
    token = str(page.context["csrf_token"])

    response = client.post(
        reverse("account_sign_in_again"),
        {"login": user.username, "password": PASSWORD, "csrfmiddlewaretoken": token},
    )

    assert f'data-account="{user.pk}"' in response.content.decode()
    fresh = str(response.context["csrf_token"])
    assert client.post(reverse("account_logout"), {"csrfmiddlewaretoken": token}).status_code == 403
    assert client.post(reverse("account_logout"), {"csrfmiddlewaretoken": fresh}).status_code == 302


def test_a_wrong_password_shows_the_form_with_what_is_wrong(client: Client, user: User) -> None:
    status, html = again(client, "salah-salah-salah")

    assert (status, "data-sign-in-form" in html, 'role="alert"' in html) == (422, True, True)
    assert "_auth_user_id" not in client.session


def test_wrong_passwords_count_as_on_the_sign_in_page(client: Client, user: User) -> None:
    for _ in range(5):
        again(client, "salah-salah-salah")

    again(client, PASSWORD)

    assert "_auth_user_id" not in client.session


def test_a_closed_account_does_not_open(client: Client, user: User) -> None:
    User.objects.update(is_active=False)

    again(client, PASSWORD)

    assert "_auth_user_id" not in client.session


def test_who_is_signed_in_by_now_is_told_so(client: Client, user: User) -> None:
    client.force_login(user)

    html = client.get(reverse("account_sign_in_again")).content.decode()

    assert f'data-signed-in data-account="{user.pk}"' in html
    assert "data-sign-in-form" not in html
