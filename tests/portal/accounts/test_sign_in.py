"""The door: who is let in, who is kept waiting, and that nobody else waits with them."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from tests.factories import make_user

pytestmark = pytest.mark.django_db

PASSWORD = "sandi-uji-yang-panjang"
LOGIN, ACCOUNT = "/akun/masuk/", "/akun/"


def attempt(client: Client, login: str, password: str, *, from_address: str = "10.0.0.1") -> int:
    """Try to sign in; return the status: 302 when let in."""
    response = client.post(
        LOGIN, {"login": login, "password": password, "next": ACCOUNT}, headers={}, REMOTE_ADDR=from_address
    )
    return response.status_code


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


@pytest.fixture
def user() -> User:
    return make_user("operator.uji", password=PASSWORD)


@pytest.mark.parametrize("login", ["operator.uji", "operator.uji@contoh.example"])
def test_a_name_or_an_address_with_the_password_opens(client: Client, user: User, login: str) -> None:
    assert attempt(client, login, PASSWORD) == 302
    assert is_signed_in(client)


def test_a_closed_account_does_not_open(client: Client, user: User) -> None:
    User.objects.update(is_active=False)

    attempt(client, user.username, PASSWORD)

    assert not is_signed_in(client)


def test_after_five_wrong_passwords_even_the_right_one_waits(client: Client, user: User) -> None:
    for _ in range(5):
        attempt(client, user.username, "salah-salah-salah")

    attempt(client, user.username, PASSWORD)

    assert not is_signed_in(client)


def test_wrong_passwords_count_for_the_account_whatever_name_and_host_they_come_by(client: Client, user: User) -> None:
    for number in range(5):
        login = user.email.upper() if number % 2 else user.username.upper()
        attempt(client, login, "salah-salah-salah", from_address=f"10.0.0.{number}")

    attempt(client, user.username, PASSWORD, from_address="10.0.0.99")

    assert not is_signed_in(client)


def test_one_locked_account_locks_nobody_else_behind_the_same_address(client: Client, user: User) -> None:
    for _ in range(30):
        attempt(client, user.username, "salah-salah-salah")
    make_user("operator.lain", password=PASSWORD)

    assert attempt(client, "operator.lain", PASSWORD) == 302
    assert is_signed_in(client)


def test_right_passwords_are_never_counted(client: Client, user: User) -> None:
    for _ in range(7):
        other = Client()
        assert attempt(other, user.username, PASSWORD) == 302


def test_the_way_out_is_a_post(client: Client, user: User) -> None:
    client.force_login(user)

    client.get("/akun/keluar/")
    assert is_signed_in(client)

    client.post("/akun/keluar/")
    assert not is_signed_in(client)


def test_nobody_signs_up_alone(client: Client) -> None:
    assert client.get("/akun/signup/").status_code in {302, 404}
    assert client.post("/akun/signup/", {"username": "x", "password1": PASSWORD}).status_code in {302, 404}
    assert User.objects.count() == 0


def test_a_forgotten_password_is_set_anew_by_the_link_in_the_mail(client: Client, user: User) -> None:
    client.post(reverse("account_reset_password"), {"email": user.email})
    (message,) = mail.outbox
    found = re.search(r"/akun/kata-sandi/baru/\S+", str(message.body))
    assert found is not None
    form = client.get(found.group(), follow=True)
    new = "kata-sandi-baru-panjang"

    client.post(form.request["PATH_INFO"], {"password1": new, "password2": new})

    user.refresh_from_db()
    assert user.check_password(new)
    assert message.to == [user.email]


def test_the_link_in_the_mail_works_once(client: Client, user: User) -> None:
    client.post(reverse("account_reset_password"), {"email": user.email})
    found = re.search(r"/akun/kata-sandi/baru/\S+", str(mail.outbox[0].body))
    assert found is not None
    form = client.get(found.group(), follow=True)
    new = "kata-sandi-baru-panjang"
    client.post(form.request["PATH_INFO"], {"password1": new, "password2": new})

    again = Client().get(found.group(), follow=True)

    assert "form" not in (again.context or {}) or again.context["token_fail"] is True


def test_an_unknown_address_gets_the_same_answer_and_no_mail(client: Client, user: User) -> None:
    known = client.post(reverse("account_reset_password"), {"email": user.email})
    unknown = client.post(reverse("account_reset_password"), {"email": "siapa@contoh.example"})

    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert len(mail.outbox) == 1


def test_nobody_is_flooded_with_reset_mails(client: Client, user: User) -> None:
    for _ in range(8):
        client.post(reverse("account_reset_password"), {"email": user.email})

    assert len(mail.outbox) == 5


def test_a_changed_password_ends_the_other_sessions(client: Client, user: User) -> None:
    elsewhere = Client()
    client.force_login(user)
    elsewhere.force_login(user)
    new = "kata-sandi-baru-panjang"

    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new})

    assert client.get(ACCOUNT).status_code == 200
    assert elsewhere.get(ACCOUNT).status_code == 302


def test_the_account_page_says_when_somebody_holds_no_role(client: Client, user: User) -> None:
    client.force_login(user)

    page = client.get(ACCOUNT).content.decode()

    assert "operator.uji@contoh.example" in page
    assert "belum memegang peran" in page


def test_who_has_no_password_yet_is_led_to_the_page_that_sets_one(client: Client, user: User) -> None:
    user.set_unusable_password()
    user.save()
    client.force_login(user)

    answer = client.get(reverse("account_change_password"))

    assert (answer.status_code, answer["Location"]) == (302, reverse("account_set_password"))
    assert client.get(reverse("account_set_password")).status_code == 200
