"""Icons, states, numbers, dates and wrapping components: {% load portal %}."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from urllib.parse import quote

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.template import Context
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.common.icons import icon_svg
from portal.common.statuses import STATUSES

register = template.Library()

LAST_HOURS = timedelta(hours=48)
"""From here on a deadline is counted to the minute."""
Number = Decimal | int | str
MINUS = "\N{MINUS SIGN}"


@register.simple_tag
def icon(name: str, label: str = "", color: str = "currentColor", css_class: str = "") -> SafeString:
    """Draw an icon; give a label only where no word stands beside it."""
    return icon_svg(name, label=label, color=color, css_class=css_class)


@register.inclusion_tag("components/status_tag.html")
def status(code: str, label: str = "") -> dict[str, Any]:
    """Show a state by its code in portal.common.statuses; the label may be more precise than the usual word."""
    known = STATUSES[code]
    return {"text": label or known.label, "icon": known.icon, "tone": known.tone}


@register.simple_block_tag(takes_context=True)
def wrap(context: Context, content: str, template_name: str, **arguments: Any) -> str:
    """Render a component around the markup between the tags; it sees its arguments, `content` and nothing else."""
    engine = context.template.engine  # type: ignore[union-attr]  # set while rendering
    inner = context.new({"content": content, **arguments})
    if "csrf_token" in context:
        inner["csrf_token"] = context["csrf_token"]
    if "request" in context:
        inner["request"] = context["request"]
    return engine.get_template(template_name).render(inner)


def missing_mark() -> SafeString:
    """Return the dash that stands for a number nobody has given yet; screen readers hear words."""
    return format_html(
        '<span class="missing"><span aria-hidden="true">\N{EN DASH}</span>'
        '<span class="visually-hidden">{}</span></span>',
        _("no value yet"),
    )


def decimals(value: Number, places: int) -> str:
    """Write a number with fixed places and separators of the active language, rounded half up."""
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return number_format(rounded, decimal_pos=places, use_l10n=True, force_grouping=True).replace("-", MINUS)


@register.filter
def score(value: Number | None, places: int = 2) -> str:
    """Write a mark or total as 61,20; a missing one as a dash."""
    return missing_mark() if value is None or value == "" else decimals(value, places)


@register.filter
def number(value: Number | None, places: int = 0) -> str:
    """Write a count as 1.234; a missing one as a dash."""
    return score(value, places)


@register.filter
def amount(value: Number | None) -> str:
    """Write a quantity with as many decimals as it has: 12, 3,5, 1.500.000; a missing one as a dash."""
    if value is None or value == "":
        return missing_mark()
    plain_text = f"{Decimal(str(value)):f}"
    tail = plain_text.partition(".")[2].rstrip("0")
    return decimals(value, len(tail))


@register.filter
def signed(value: Number | None, places: int = 2) -> str:
    """Write a change with its sign: +1,20 or −0,40."""
    if value is None or value == "":
        return missing_mark()
    return ("+" if Decimal(str(value)) > 0 else "") + decimals(value, places)


@register.filter
def rank(value: int | None) -> str:
    """Write a rank; a missing one says so."""
    return missing_mark() if value is None else str(value)


@register.simple_tag
def rank_range(value: int | None, low: int | None = None, high: int | None = None) -> str:
    """Write a rank with the range it can still move in: 5 (3–8)."""
    if value is None or low is None or high is None or low == high:
        return rank(value)
    said = _("can still move between %(low)s and %(high)s") % {"low": low, "high": high}
    return format_html(
        '{} <span class="muted nowrap" aria-hidden="true">({}\N{EN DASH}{})</span>'
        '<span class="visually-hidden">{}</span>',
        value,
        low,
        high,
        said,
    )


@register.filter
def plain(value: object) -> str:
    """Write a value without separators, for attributes, addresses and ids; None becomes nothing."""
    return "" if value is None else str(value)


@register.simple_tag
def when(value: datetime | date | None, style: str = "DATETIME_FORMAT") -> str:
    """Write a moment as <time>: 9 Januari 2025, 14.05, or for a date 9 Januari 2025."""
    if value is None:
        return missing_mark()
    if isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return format_html('<time datetime="{}">{}</time>', local.isoformat(), date_format(local, style))
    style = "DATE_FORMAT" if style == "DATETIME_FORMAT" else style
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), date_format(value, style))


def local_day(value: datetime | date) -> date:
    """Return the calendar day of a date or moment in the active time zone."""
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value


def days_in_words(days: int) -> str:
    """Say how far away a day is: today, tomorrow, in 3 days, 2 days ago."""
    if days == 0:
        return _("today")
    if days == 1:
        return _("tomorrow")
    if days == -1:
        return _("yesterday")
    if days > 0:
        return ngettext("in %(days)s day", "in %(days)s days", days) % {"days": days}
    return ngettext("%(days)s day ago", "%(days)s days ago", -days) % {"days": -days}


@register.simple_tag
def since(value: datetime | date | None, today: date | None = None) -> str:
    """Say how long ago or how far ahead a day is; the exact date is in the tooltip."""
    if value is None:
        return missing_mark()
    day = local_day(value)
    words = days_in_words((day - (today or timezone.localdate())).days)
    return format_html('<time datetime="{}" title="{}">{}</time>', day.isoformat(), date_format(day), words)


def left_in_words(left: timedelta) -> str:
    """Say how much of the last two days is left, to the minute."""
    hours, minutes = divmod(int(left.total_seconds()) // 60, 60)
    return _("%(hours)s h %(minutes)s min left") % {"hours": hours, "minutes": minutes}


@register.simple_tag
def clock(now: datetime) -> str:
    """Write the server's time; where scripts run it goes on, and deadlines on the page count down by it."""
    local = timezone.localtime(now)
    return format_html(
        '<time datetime="{}" data-server-clock data-time-zone="{}">{}</time>',
        local.isoformat(),
        timezone.get_current_timezone_name(),
        date_format(local, "DATETIME_FORMAT"),
    )


@register.simple_tag
def countdown(value: datetime, now: datetime) -> str:
    """Say how far ahead a moment is: in days, or to the minute in the last two days (static/js/core/countdown.js)."""
    left = value - now
    if not timedelta(0) <= left < LAST_HOURS:
        return since(value, local_day(now))
    local = timezone.localtime(value)
    return format_html(
        '<time datetime="{}" title="{}" data-countdown="{}" data-text-left="{}" data-text-over="{}">{}</time>',
        local.isoformat(),
        date_format(local, "DATETIME_FORMAT"),
        local.isoformat(),
        _("{hours} h {minutes} min left"),
        _("just closed"),
        left_in_words(left),
    )


@register.inclusion_tag("components/due.html")
def due(
    value: datetime | date | None, done: bool = False, today: date | None = None, now: datetime | None = None
) -> dict[str, Any]:
    """Show a deadline with its distance; late and near ones carry a state unless the work is done.

    With the server's time `now` the last two days are counted to the minute.
    """
    if value is None:
        return {"day": None}
    day = local_day(value)
    days = (day - (today or timezone.localdate())).days
    code = "" if done or days > 7 else "late" if days < 0 else "due_soon"
    words = countdown(value, now) if now is not None and isinstance(value, datetime) else days_in_words(days)
    return {"day": day, "words": words, "state": STATUSES.get(code)}


@register.filter
def initials(name: str) -> str:
    """Return the first letters of a name's first two words."""
    return "".join(word[0] for word in str(name).split()[:2] if word).upper()


@register.simple_tag
def elided_pages(page: "Page[Any]") -> Iterator[str | int]:
    """Return the page numbers to show around the current one, with an ellipsis for the rest."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)


@register.simple_tag
def next_sort(key: str, current: str = "") -> str:
    """Return the sort that a click on a column's head asks for: ascending first, then descending."""
    return f"-{key}" if current == key else key


@register.filter
def percent(done: int | None, total: int | None) -> int:
    """Return done of total as a whole percentage from 0 to 100; never 100 before all is done."""
    if not done or not total:
        return 0
    return min(100, done * 100 // total)


@register.inclusion_tag("components/share.html")
def share(text: str, path: str, small: bool = False) -> dict[str, Any]:
    """Offer to share a page by WhatsApp: a link that opens the person's own app with the text and the full address."""
    words = f"{text}\n{settings.PUBLIC_ADDRESS.rstrip('/')}{path}"
    return {"href": f"https://wa.me/?text={quote(words, safe='')}", "small": small}
