"""A receipt on its page, to be printed; and the public page that checks one."""

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.common.http import SignedInRequest
from portal.common.policy import Action, policy, public
from scorecards.entries import receipts
from scorecards.entries.models import Receipt
from scorecards.entries.views import fetch
from scorecards.entries.views.context import crumbs_of


@require_safe
@policy(Action.SCORECARD_VIEW)
def receipt(request: SignedInRequest, pk: int, code: str, receipt: int) -> HttpResponse:
    """Show a receipt with everything that it promises, and the code by which it is checked."""
    scorecard = fetch.readable(request, pk)
    question = fetch.question(request, scorecard, code)
    entries = [question.entry, *(check.entry for check in question.checks)]
    found = get_object_or_404(Receipt.objects.of_entries(entries), pk=receipt)
    found.entry.scorecard = scorecard
    address = receipts.check_address(found)
    drawn = segno.make(address, error="l", micro=False)
    context = {
        "receipt": found,
        "question": question,
        "crumbs": crumbs_of(scorecard, code),
        "promise": receipts.promise(found),
        "check_address": address,
        "qr": drawn.svg_data_uri(border=4, dark="#000000", light="#ffffff", omitsize=True),
        "facts": _facts(found),
    }
    return render(request, "entries/receipt.html", context)


@require_safe
@public("whoever is shown a receipt can check it; the signed line alone says what it says")
def check(request: HttpRequest) -> HttpResponse:
    """Say whether a receipt is genuine; only what its own line carries is shown."""
    line = request.GET.get("kode", "")
    try:
        said = receipts.read(line) if line else None
    except receipts.NoReceipt:
        return render(request, "entries/receipt_check.html", {"is_false": True}, status=404)
    context = {"said": said, "given_at": receipts.moment(said.given_at), "facts": _said_facts(said)} if said else {}
    return render(request, "entries/receipt_check.html", context)


def _facts(found: Receipt) -> list[dict[str, str]]:
    said = receipts.read(receipts.signed(found))
    sender = {"term": _("Announced by"), "value": str(found.upload.created_by)}
    return [*_said_facts(said), sender]


def _said_facts(said: receipts.Said) -> list[dict[str, str]]:
    rows = [
        (_("Number"), str(said.number)),
        (_("For"), f"{said.place} · {said.entry}"),
        (_("File"), said.file_name),
        (_("Size"), _("%(bytes)s bytes") % {"bytes": said.size}),
        (_("SHA-256"), said.sha256),
        (_("Announced"), receipts.moment(said.given_at)),
        (_("Bytes may follow until"), receipts.moment(said.bytes_until)),
    ]
    return [{"term": term, "value": value} for term, value in rows]
