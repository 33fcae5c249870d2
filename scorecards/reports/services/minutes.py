"""Making minutes: freeze what they say, then render outside of any transaction, then keep the file's hash."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from portal.common import files, work
from scorecards.domain.canonical import sha256_of
from scorecards.entries.models import Scorecard
from scorecards.reports.contents.minutes import contents_of
from scorecards.reports.models import Minutes
from scorecards.reports.rendering import minutes_pdf

if TYPE_CHECKING:
    from portal.accounts.models import User

WORK_KIND = "minutes"


class NotReleased(Exception):  # the name says what is the matter
    """The marks are not released, so there is nothing to write minutes of."""

    def __str__(self) -> str:
        """Say so, and nothing of the marks."""
        return _("The marks of this cycle are not released. The minutes can be made after the release.")


@transaction.atomic
def make(*, scorecard_id: int, by: "User") -> Minutes:
    """Freeze the minutes of a scorecard and ask for the file; the same content is not made twice. NotReleased."""
    card = Scorecard.objects.select_for_update(of=("self",)).select_related(
        "unit", "government", "cycle__edition__instrument", "cycle__period"
    )
    scorecard = card.get(pk=scorecard_id)
    if scorecard.cycle.marks_released_at is None:
        raise NotReleased
    data = contents_of(scorecard)
    content_sha256 = sha256_of(data)
    last = Minutes.objects.filter(scorecard=scorecard).order_by("number").last()
    if last is None or last.content_sha256 != content_sha256:
        last = Minutes.objects.create(
            government=scorecard.government,
            scorecard=scorecard,
            number=last.number + 1 if last else 1,
            data=data,
            content_sha256=content_sha256,
            frozen_by=by,
        )
    if not last.sha256:
        work.request(WORK_KIND, last.pk)
    return last


def handle_work(key: str) -> None:
    """Serve one row of the work table; the key is the minutes'."""
    render(minutes_id=int(key))


def render(*, minutes_id: int) -> None:
    """Make the file of frozen minutes; does nothing when it is made, and twice gives equal bytes."""
    minutes = Minutes.objects.get(pk=minutes_id)
    if minutes.sha256:
        return
    pdf = minutes_pdf(
        minutes.data, number=minutes.number, content_sha256=minutes.content_sha256, frozen_at=minutes.frozen_at
    )
    stored = files.put([pdf])
    Minutes.objects.filter(pk=minutes_id, sha256="").update(sha256=stored.sha256)
