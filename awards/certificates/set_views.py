"""Downloads of all certificates of a round."""

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from awards.certificates import selectors, sets
from awards.rounds.models import Round
from portal.common.http import SignedInRequest
from portal.common.policy import Action, policy


@require_safe
@policy(Action.CERTIFICATE_READ)
def archive(request: SignedInRequest, round_pk: int) -> FileResponse:
    """Send the files of a round that count, as they are stored, in one ZIP."""
    award_round = _with_certificates(request, round_pk)
    return FileResponse(sets.packed(award_round), as_attachment=True, filename=f"{slugify(str(award_round))}.zip")


@require_safe
@policy(Action.CERTIFICATE_READ)
def prints(request: SignedInRequest, round_pk: int) -> HttpResponse:
    """Send the certificates of a round that count as one PDF for the printer, in printing order."""
    award_round = _with_certificates(request, round_pk)
    name = f"{slugify(str(award_round))}-{_('print')}.pdf"
    disposition = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return HttpResponse(
        sets.printable(award_round), content_type="application/pdf", headers={"Content-Disposition": disposition}
    )


def _with_certificates(request: SignedInRequest, round_pk: int) -> Round:
    """Return a round that the user may see, when a certificate of it counts."""
    award_round = get_object_or_404(Round.objects.visible_to(request.user), pk=round_pk)
    if not selectors.in_force(award_round):
        raise Http404
    return award_round
