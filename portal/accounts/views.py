"""A person's own account."""

from django.http import HttpResponse
from django.shortcuts import render

from portal.common.http import SignedInRequest
from portal.common.policy import signed_in


@signed_in("everybody may see their own account, and somebody without a role must learn that here")
def account(request: SignedInRequest) -> HttpResponse:
    """Show name, address, and the roles held today."""
    return render(request, "account/account.html", {"memberships": request.user.current_memberships})
