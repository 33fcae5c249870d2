"""A person's own account, and the way back in over a page that is open."""

from typing import Any

from allauth.account.views import LoginView
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from portal.common.http import SignedInRequest
from portal.common.policy import signed_in


@signed_in("everybody may see their own account, and somebody without a role must learn that here")
def account(request: SignedInRequest) -> HttpResponse:
    """Show name, address, and the roles held today."""
    return render(request, "account/account.html", {"memberships": request.user.current_memberships})


class SignInAgain(LoginView):  # type: ignore[misc]  # allauth ships no types
    """The sign-in form as a part of a page whose session ended; the form, its checks and its limits are allauth's.

    Whoever is signed in (perhaps by now, in another tab) is told the account and a fresh form token instead.
    """

    template_name = "account/sign_in_again.html"

    @method_decorator(never_cache)
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer at once when somebody is signed in."""
        if request.user.is_authenticated:
            return self._told()
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    def form_valid(self, form: Any) -> HttpResponse:
        """Sign in; what allauth answers otherwise (a closed account) goes on as it is."""
        answer: HttpResponse = super().form_valid(form)
        if not self.request.user.is_authenticated:
            return answer
        list(messages.get_messages(self.request))  # "signed in as" is no news on a page that stays open
        return self._told()

    def form_invalid(self, form: Any) -> HttpResponse:
        """Show the form again."""
        return render(self.request, self.template_name, {"form": form}, status=422)

    def _told(self) -> HttpResponse:
        return render(self.request, self.template_name, {"is_signed_in": True})
