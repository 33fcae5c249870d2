"""The one Celery task: bring a queue up to date."""

from celery import shared_task
from django.core.cache import cache

from portal.common import work

HEARTBEAT_SECONDS = 120


@shared_task(name="portal.common.tasks.drain")
def drain(queue: str) -> None:
    """Do the due work of a queue, and leave a sign of life for the health page."""
    cache.set(f"worker-alive-{queue}", True, HEARTBEAT_SECONDS)
    work.ask_for_daily(queue)
    work.drain(queue)
