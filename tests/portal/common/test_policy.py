"""The decorators of the policy table; tests/test_policy.py walks the addresses that carry them."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from portal.accounts.models import User
from portal.common.policy import POLICY, Action, Role, may, policy, public, signed_in
from tests.factories import make_government, make_member, make_membership, make_unit, make_user

pytestmark = pytest.mark.django_db


def page(request: HttpRequest) -> HttpResponse:
    """Answer."""
    return HttpResponse("ok")


def request_of(user: User | AnonymousUser) -> HttpRequest:
    request = RequestFactory().get("/")
    request.user = user
    return request


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("action", Action)
def test_a_role_may_what_the_table_says(role: Role, action: Action) -> None:
    unit = make_unit()
    user = make_member(role, unit if role in {Role.OPERATOR, Role.HEAD} else unit.government)

    assert may(user, action) is (role in POLICY[action])


def test_a_stranger_and_somebody_without_a_role_may_nothing() -> None:
    for user in (AnonymousUser(), make_user()):
        assert not any(may(user, action) for action in Action)


def test_several_roles_add_up() -> None:
    city = make_government()
    user = make_member(Role.LEADER, city)
    make_membership(user, Role.COMMITTEE, city)
    user = User.objects.get(pk=user.pk)

    assert may(user, Action.DASHBOARD)
    assert may(user, Action.CERTIFICATE_ISSUE)
    assert not may(user, Action.REVIEW_DECIDE)


def test_a_role_that_ended_yesterday_allows_nothing() -> None:
    user = make_user()
    today = timezone.localdate()
    make_membership(
        user,
        Role.EVALUATOR,
        make_government(),
        valid_from=today - timedelta(days=30),
        valid_to=today - timedelta(days=1),
    )

    assert not may(user, Action.REVIEW_DECIDE)


def test_a_guarded_view_lets_in_or_refuses() -> None:
    guarded = policy(Action.REVIEW_DECIDE)(page)
    city = make_government()

    assert guarded(request_of(make_member(Role.EVALUATOR, city))).status_code == 200
    for user in (AnonymousUser(), make_member(Role.ADMIN, city)):
        with pytest.raises(PermissionDenied):
            guarded(request_of(user))


def test_each_decorator_says_its_policy() -> None:
    def another(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    assert getattr(policy(Action.HOME)(page), "policy") is Action.HOME  # noqa: B009  # set on functions at run time
    opened = public("anybody may look")(another)
    assert getattr(opened, "policy") == "public: anybody may look"  # noqa: B009
    assert getattr(opened, "login_required") is False  # noqa: B009
    assert getattr(signed_in("own account")(page), "policy") == "signed in: own account"  # noqa: B009
