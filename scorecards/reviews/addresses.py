"""Links that carry what an evaluator chose to see from page to page."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.urls import reverse

from scorecards.editions.selectors import edition_of
from scorecards.entries.models import Entry
from scorecards.reviews.places import Scope
from scorecards.reviews.selectors.queue import Order, Queue, Show, components


def parse_queue(scope: Scope, data: Mapping[str, str]) -> Queue:
    """Read the choices of an address; whatever cannot be read counts as not chosen."""
    unit, component = data.get("opd", ""), data.get("komponen", "")
    show, order = data.get("tampil", ""), data.get("urut", "")
    known = {node.code for node in components(edition_of(scope.cycle.edition))}
    return Queue(
        scope=scope,
        unit_id=int(unit) if unit.isdecimal() and len(unit) < 19 else None,
        component=component if component in known else "",
        show=Show(show) if show in set(Show) else Show.WAITING,
        order=Order(order) if order in set(Order) else Order.UNIT,
    )


def query_of(queue: Queue, **instead: object) -> str:
    """Return the queue's choices as a query string with its question mark, the usual ones left out.

    `instead` replaces single choices (opd, komponen, tampil, urut) or adds one; an empty value removes it.
    """
    chosen: dict[str, object] = {
        "opd": queue.unit_id,
        "komponen": queue.component,
        "tampil": queue.show.value if queue.show != Show.WAITING else "",
        "urut": queue.order.value if queue.order != Order.UNIT else "",
    }
    told = {key: value for key, value in (chosen | instead).items() if value not in {"", None}}
    return f"?{urlencode(told)}" if told else ""


def queue_url(queue: Queue, **instead: object) -> str:
    """Return the address of the queue's list."""
    return reverse("reviews:queue") + query_of(queue, **{"siklus": queue.cycle.pk, **instead})


def unchanged_url(queue: Queue) -> str:
    """Return the address at which what is unchanged in the queue is accepted together."""
    return reverse("reviews:unchanged") + query_of(queue, siklus=queue.cycle.pk, tampil="")


def entry_url(entry: Entry, queue: Queue) -> str:
    """Return the address of an entry's desk inside the queue."""
    return reverse("reviews:entry", args=[entry.pk]) + query_of(queue)
