"""What changes accounts."""

from django.db import transaction

from portal.accounts.models import User


class AccountTaken(Exception):  # the name says what is wrong
    """Another account has that user name or that e-mail address; `field` says which."""

    def __init__(self, field: str) -> None:
        """Keep the name of the field: username or email."""
        super().__init__(field)
        self.field = field


@transaction.atomic
def create_user(*, username: str, display_name: str, email: str = "", password: str | None = None) -> User:
    """Make an account; without a password its owner sets one by the link of "forgot password"."""
    username, email = username.strip(), email.strip()
    if User.objects.filter(username__iexact=username).exists():
        raise AccountTaken("username")
    if email and User.objects.filter(email__iexact=email).exists():
        raise AccountTaken("email")
    return User.objects.create_user(username, email=email, password=password, display_name=display_name.strip())
