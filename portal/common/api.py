"""What every API view shares."""

from typing import TYPE_CHECKING

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from portal.common.policy import Action, may

if TYPE_CHECKING:
    # The view's module asks for the class below while it is read.
    from rest_framework.views import APIView


class DenyWithoutPolicy(BasePermission):
    """An API view names its action as `policy`, or nobody may use it."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        """Return whether the user's roles allow the view's action."""
        action = getattr(view, "policy", None)
        return isinstance(action, Action) and may(request.user, action)
