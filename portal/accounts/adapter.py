"""How allauth behaves here: nobody signs up alone; an admin makes accounts."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.db.models import Q
from django.http import HttpRequest

from portal.accounts.models import User


class ClosedSignupAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Accounts are made by an admin."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: the sign-up page stays closed."""
        return False

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count wrong passwords per account, whether it is named by user name or by e-mail address."""
        name = str(credentials.get("email") or credentials.get("username") or "").strip()
        user = User.objects.filter(Q(username__iexact=name) | Q(email__iexact=name)).order_by("pk").first()
        return f"account:{user.pk}" if user else f"unknown:{name.lower()}"
