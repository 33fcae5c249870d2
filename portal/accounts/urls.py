"""Addresses under akun/: of allauth's pages only those that we want, each with its policy."""

from allauth.account import views as allauth
from django.urls import path, re_path

from portal.accounts import views
from portal.common.policy import public, signed_in

_forgotten = public("who forgot the password cannot sign in")

urlpatterns = [
    path("", views.account, name="account"),
    path("masuk/", public("the door itself")(allauth.login), name="account_login"),
    path(
        "masuk-lagi/",
        public("the door itself, over a page whose session ended")(views.SignInAgain.as_view()),
        name="account_sign_in_again",
    ),
    path("keluar/", public("signing out twice is harmless")(allauth.logout), name="account_logout"),
    path("nonaktif/", public("says that an account is closed")(allauth.account_inactive), name="account_inactive"),
    path(
        "kata-sandi/",
        signed_in("everybody may change their own password")(allauth.password_change),
        name="account_change_password",
    ),
    path(
        "kata-sandi/buat/",
        signed_in("an account from a sign-on service may get a password of its own")(allauth.password_set),
        name="account_set_password",
    ),
    path("kata-sandi/lupa/", _forgotten(allauth.password_reset), name="account_reset_password"),
    path("kata-sandi/lupa/terkirim/", _forgotten(allauth.password_reset_done), name="account_reset_password_done"),
    re_path(
        r"^kata-sandi/baru/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        _forgotten(allauth.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "kata-sandi/baru/selesai/",
        _forgotten(allauth.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
]
