"""Asking for reports and making them: what they say is frozen first, then rendered outside of any transaction."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.common import files, work
from portal.common.models import Job, Work
from portal.common.policy import Role
from portal.notices.services import notify, our_language
from portal.units.models import Government
from scorecards.domain.canonical import sha256_of
from scorecards.entries.models import Cycle, Scorecard
from scorecards.reports.contents import city, result, unit
from scorecards.reports.models import Report
from scorecards.reports.rendering import report_file
from scorecards.reports.selectors.progress import WORK_KIND
from scorecards.reports.selectors.subjects import NotYours, Subject, may_have, monday_of, sight_of

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

BRIEF_KIND = "weekly-brief"
Kind = Report.Kind


@transaction.atomic
def order(*, kind: str, file_format: str, subjects: Sequence[Subject], title: "_StrOrPromise", by: User) -> Job:
    """Ask for reports of one kind; asked for again while they are being made, it is the same job. NotYours."""
    reports = _rows(kind, file_format, subjects, by)
    if not reports or not all(may_have(by, report) for report in reports):
        raise NotYours
    running = _running_job(reports)
    if running is not None:
        return running
    job = work.start_job(
        kind=WORK_KIND,
        title=str(title)[:200],
        subject=f"user:{by.pk}",
        by_id=by.pk,
        items=[report.pk for report in reports],
    )
    Report.objects.filter(pk__in=[report.pk for report in reports]).update(job=job)
    return job


def _rows(kind: str, file_format: str, subjects: Sequence[Subject], by: User) -> list[Report]:
    """Return the rows of these subjects, locked, so that two requests at once find one another."""
    wanted = [
        Report(
            recipient=by,
            kind=kind,
            format=file_format,
            government_id=one.government_id,
            cycle_id=one.cycle_id,
            scorecard_id=one.scorecard_id,
            week=one.week,
        )
        for one in subjects
    ]
    Report.objects.bulk_create(wanted, ignore_conflicts=True)
    found = Report.objects.select_for_update().filter(
        recipient=by, kind=kind, format=file_format, government__in={one.government_id for one in subjects}
    )
    rows = {Subject(row.government_id, row.cycle_id, row.scorecard_id, row.week): row for row in found.order_by("pk")}
    return [rows[one] for one in dict.fromkeys(subjects)]


def _running_job(reports: Sequence[Report]) -> Job | None:
    """Return the one job that makes all of them right now, if there is one."""
    (first, *others) = {report.job_id for report in reports}
    if others or first is None:
        return None
    job = Job.objects.get(pk=first)
    waiting = Work.objects.filter(job=job, kind=WORK_KIND, key__in=[str(report.pk) for report in reports])
    is_open = sum(row.done < row.requested and row.attempts < work.PARK_AFTER for row in waiting)
    return job if job.cancelled_at is None and is_open == len(reports) else None


def handle_work(key: str) -> None:
    """Serve one row of the work table; the key is the report's."""
    make(report_id=int(key))


def make(*, report_id: int) -> None:
    """Bring a report up to date; where it says the same as before, its file stays."""
    report = _freeze(report_id)
    if report.sha256 and files.is_whole(report.sha256):
        return
    content, pages = report_file(report)
    stored = files.put([content])
    same = Report.objects.filter(pk=report_id, content_sha256=report.content_sha256)
    same.update(sha256=stored.sha256, size=stored.size, pages=pages)


def _freeze(report_id: int) -> Report:
    """Gather what the report says as its recipient may see it today, and keep it where it differs. NotYours."""
    report = Report.objects.select_related("recipient").get(pk=report_id)
    recipient = User.objects.get(pk=report.recipient_id)
    if not recipient.is_active or not may_have(recipient, report):
        raise NotYours
    sight = sight_of(recipient)
    with translation.override(settings.LANGUAGE_CODE):
        data = _contents(report, recipient)
    content_sha256 = sha256_of(data)
    with transaction.atomic():
        report = Report.objects.select_for_update().get(pk=report_id)
        report.sight = sight
        if report.content_sha256 != content_sha256:
            report.data, report.content_sha256 = data, content_sha256
            report.frozen_at = timezone.now()
            report.sha256, report.size, report.pages = "", 0, 0
        report.save()
    return report


def _contents(report: Report, user: User) -> dict[str, Any]:
    now = timezone.localtime()
    government = Government.objects.get(pk=report.government_id)
    head: Mapping[str, Any] = {
        "government": str(government),
        "is_sample": government.is_demo,
        "is_wide": False,
        "is_brief": False,
    }
    return {**head, **_body(report, user, government, now)}


def _body(report: Report, user: User, government: Government, now: datetime) -> dict[str, Any]:
    if report.scorecard_id is not None:
        cards = Scorecard.objects.select_related(
            "unit", "government", "cycle__edition__instrument", "cycle__period", "cycle__government"
        )
        card = cards.get(pk=report.scorecard_id)
        say = result.contents if report.kind == Kind.RESULT else unit.contents
        return say(card, user, now.date())
    if report.cycle_id is not None:
        cycles = Cycle.objects.select_related("edition__instrument", "period", "government")
        return city.ranking_contents(cycles.get(pk=report.cycle_id), user, now)
    if report.kind == Kind.BRIEF:
        return city.brief_contents(government, user, now)
    return city.follow_up_contents(government, user, now.date())


def order_briefs(key: str) -> None:
    """Ask for this week's brief of everybody who leads a city and has none yet, and tell them; once a week.

    It is looked for every day, so that a server which was off on Monday makes it up.
    """
    week = monday_of(date.fromisoformat(key))
    for leader in User.objects.filter(is_active=True, memberships__role=Role.LEADER).distinct().order_by("pk"):
        for government_id in sorted(leader.governments_as(Role.LEADER)):
            _order_brief(leader, government_id, week)


def _order_brief(leader: User, government_id: int, week: date) -> None:
    subject = Subject(government_id, week=week)
    if Report.objects.filter(recipient=leader, kind=Kind.BRIEF, government=government_id, week=week).exists():
        return
    with our_language():
        job = order(
            kind=Kind.BRIEF, file_format=Report.Format.PDF, subjects=[subject], title=Kind.BRIEF.label, by=leader
        )
    notify(
        kind="report",
        recipients=[leader],
        title=_("The weekly brief is there"),
        reason=_("One page: where the city stands, what moved, what needs a decision."),
        url=reverse("reports:job", args=[job.pk]),
        key=f"brief:{government_id}:{week.isoformat()}",
    )
