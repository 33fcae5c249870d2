"""What was called accepted is a mark that the evaluator fixed; corrected entries and checks get their own states.

No event is written, as nothing happened to any entry; the history keeps the old word, and is read as the new one.
"""

import pgtrigger
from django.db import migrations
from django.db.models import Exists, OuterRef


def forwards(apps, schema_editor):
    """Rename states; what came back after a return is submitted again."""
    entry, event = apps.get_model("entries", "Entry"), apps.get_model("entries", "EntryEvent")
    was_returned = Exists(event.objects.filter(pgh_obj_id=OuterRef("pk"), state="returned"))
    with pgtrigger.ignore("entries.Entry:update_update"):
        entry.objects.filter(node__kind="check").exclude(state__in=["empty", "draft"]).update(state="draft")
        entry.objects.filter(was_returned, state="submitted").update(state="resubmitted")
        entry.objects.filter(state="accepted").update(state="fixed")


def backwards(apps, schema_editor):
    """Join the states again that used to be one."""
    entry = apps.get_model("entries", "Entry")
    before = {
        "accepted": ["fixed", "disputed", "final"],
        "submitted": ["resubmitted", "verified"],
        "draft": ["ready"],
    }
    with pgtrigger.ignore("entries.Entry:update_update"):
        for old, new in before.items():
            entry.objects.filter(state__in=new).update(state=old)


class Migration(migrations.Migration):
    dependencies = [("entries", "0005_states_of_entries")]

    operations = [migrations.RunPython(forwards, backwards)]
