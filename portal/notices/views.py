"""The pages of a person's own notices."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.common.http import SignedInRequest
from portal.common.policy import signed_in
from portal.notices import selectors, services
from portal.notices.channels import OUTBOUND
from portal.notices.forms import PreferenceForm
from portal.notices.kinds import kind_of
from portal.notices.models import Notice

PER_PAGE = 30
OWN = "everybody reads their own notices, and nobody else's"


@require_safe
@signed_in(OWN)
def index(request: SignedInRequest) -> HttpResponse:
    """List one's notices, newest first; unread ones alone when asked for."""
    own = Notice.objects.visible_to(request.user)
    only_unread = request.GET.get("tampil") == "baru"
    page = Paginator(own.unread() if only_unread else own, PER_PAGE).get_page(request.GET.get("hal"))
    newest = own.first()
    rows = [(notice, kind_of(notice.kind)) for notice in page]
    context = {"page": page, "rows": rows, "only_unread": only_unread, "until": newest.pk if newest else 0}
    return render(request, "notices/index.html", context)


@require_safe
@signed_in(OWN)
def follow(request: SignedInRequest) -> HttpResponse:
    """Go to where a notice points and note that it was read; opening it twice changes nothing."""
    key = request.GET.get("n", "")
    if not key:
        return redirect("notices:index")
    notice = Notice.objects.visible_to(request.user).filter(pk=int(key) if key.isdecimal() else 0).first()
    if notice is None:
        raise Http404
    services.mark_read(user=request.user, notice_ids=[notice.pk])
    return redirect(notice.url)


@require_POST
@signed_in(OWN)
def read(request: SignedInRequest) -> HttpResponse:
    """Mark one notice as read, or all that stood on the page."""
    one, until = request.POST.get("n", ""), request.POST.get("until", "")
    if one.isdecimal():
        services.mark_read(user=request.user, notice_ids=[int(one)])
    elif until.isdecimal():
        services.mark_read(user=request.user, until=int(until))
        messages.success(request, _("Everything is marked as read."))
    return redirect("notices:index")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(OWN)
def settings_page(request: SignedInRequest) -> HttpResponse:
    """Choose what leaves the portal, and see what was sent."""
    preference = selectors.preferences_of([request.user.pk])[request.user.pk]
    form = PreferenceForm(request.POST or None, initial={"by_email": preference.by_email, "hour": preference.hour})
    if request.method == "POST" and form.is_valid():
        services.set_preference(user=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("notices:settings")
    context = {
        "form": form,
        "channels": [{"code": way.code, "label": way.label, "kept_here": way.kept_here()} for way in OUTBOUND],
        "sent": selectors.sent_to(request.user),
    }
    return render(request, "notices/settings.html", context, status=422 if form.errors else 200)


@require_POST
@signed_in(OWN)
def test(request: SignedInRequest) -> HttpResponse:
    """Send a test message at once and say how it went."""
    if not request.user.email:
        messages.error(request, _("Your account has no e-mail address; ask the administrator to add one."))
    elif fault := services.send_test(user=request.user, code="email"):
        messages.error(request, _("The message could not be sent: %(fault)s") % {"fault": fault})
    else:
        messages.success(request, _("The test message was handed over for %(to)s.") % {"to": request.user.email})
    return redirect("notices:settings")
