"""The Celery application: one task drains the work table, beat sweeps it."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["portal.common"])
app.conf.beat_schedule = {
    f"sweep-{queue}": {
        "task": "portal.common.tasks.drain",
        "schedule": 15.0,
        "kwargs": {"queue": queue},
        "options": {"queue": queue, "expires": 15},
    }
    for queue in ("fast", "bulk")
}
app.conf.task_default_queue = "fast"
