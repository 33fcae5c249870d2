"""The demo's leadership meeting of last week: two decisions, of which one was due before today."""

from datetime import timedelta
from uuid import UUID, uuid5

import pghistory
from django.utils import timezone

from portal.demo.accounts import People
from portal.units.models import Government
from scorecards.actions.models import Action, Meeting
from scorecards.actions.services import ActionPlan, close_meeting, decide, open_meeting

KEYS = UUID("1b6e2f2a-5f0c-4f0e-9c55-0d4f6f7f8a10")
TITLE = "Rapat pimpinan: persiapan evaluasi SAKIP dan pelayanan publik"
MINUTES = """Dipimpin Wali Kota.

1. Dinkes melengkapi bukti perencanaan yang dikembalikan sebelum rapat berikutnya.
2. Disdukcapil menyiapkan ringkasan survei kepuasan untuk semua loket.

Rapat berikutnya dimulai dengan janji di atas."""
DECISIONS = (
    ("Lengkapi bukti perencanaan kinerja yang dikembalikan", "dinkes", -2),
    ("Siapkan ringkasan survei kepuasan semua loket", "disdukcapil", 5),
)
"""What was decided, which unit carries it out, and its day from today on."""


def hold_one(government: Government, people: People, year: int) -> int:
    """Hold and close the meeting; return how many decisions became actions."""
    units = {unit.code: unit for unit in government.units.all()}
    today = timezone.localdate()
    leader = people.leader
    with pghistory.context(user=leader.pk):
        meeting = open_meeting(government=government, title=TITLE, held_on=today - timedelta(days=7), by=leader)
        for number, (title, unit, days) in enumerate(DECISIONS):
            plan = ActionPlan(
                score_year=year,
                kind=Action.Kind.DECISION,
                title=title,
                unit=units[unit],
                due_date=today + timedelta(days=days),
            )
            decide(meeting_id=meeting.pk, key=uuid5(KEYS, str(number)), plan=plan, by=leader)
        close_meeting(meeting_id=meeting.pk, minutes=MINUTES, version=meeting.version, by=leader)
    return Meeting.objects.get(pk=meeting.pk).decisions.count()
