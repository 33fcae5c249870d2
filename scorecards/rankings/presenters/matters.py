"""What needs a decision, in the reader's words: a sentence, who must act, and the one page to go to."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from scorecards.rankings.selectors.attention import Matter, Rule

SENTENCES = {
    Rule.LATE: ngettext_lazy(
        "%(unit)s has not handed in; %(count)s answer is missing.",
        "%(unit)s has not handed in; %(count)s answers are missing.",
        "count",
    ),
    Rule.RETURNED: ngettext_lazy(
        "%(unit)s must correct %(count)s returned answer, first %(code)s.",
        "%(unit)s must correct %(count)s returned answers, first %(code)s.",
        "count",
    ),
    Rule.WINNABLE: ngettext_lazy(
        "%(unit)s leaves points unclaimed in %(count)s sub-component, most in %(code)s.",
        "%(unit)s leaves points unclaimed in %(count)s sub-components, most in %(code)s.",
        "count",
    ),
    Rule.EVIDENCE: gettext_lazy("“%(about)s” of %(unit)s expires soon; %(code)s rests on it."),
    Rule.ACTION: gettext_lazy("%(unit)s has not kept its promise “%(about)s”."),
    Rule.OBJECTION: gettext_lazy("The objection of %(about)s to %(code)s waits for its answer."),
    Rule.STUCK: gettext_lazy("The ranking cannot be brought up to date."),
}
ENDED = gettext_lazy("“%(about)s” of %(unit)s is no longer in force; %(code)s rests on it.")


@dataclass(frozen=True)
class MatterWords:
    """A matter as the page shows it."""

    matter: Matter
    sentence: str
    owner: str
    url: str
    button: str


def told(matter: Matter) -> MatterWords:
    """Put a matter into words."""
    url, button = _way(matter)
    return MatterWords(matter, _sentence(matter), matter.owner or _office(matter.rule), url, button)


def _sentence(matter: Matter) -> str:
    ended = matter.rule is Rule.EVIDENCE and matter.is_due
    text = ENDED if ended else SENTENCES[matter.rule]
    said = {"unit": matter.owner, "code": matter.code, "about": matter.about, "count": matter.count}
    return str(text % said)


def _office(rule: Rule) -> str:
    return _("Administrator") if rule is Rule.STUCK else _("Second reader (evaluator)")


def _way(matter: Matter) -> tuple[str, str]:
    """Return where the matter is looked at, and what the button says."""
    match matter.rule:
        case Rule.ACTION:
            return reverse("actions:detail", args=[matter.key]), _("Open the action")
        case Rule.STUCK:
            return f"{reverse('rankings:ranking')}?siklus={matter.key}", _("Open the ranking")
        case Rule.WINNABLE:
            return reverse("rankings:climb", args=[matter.key]), _("See what must change")
        case Rule.LATE:
            return reverse("rankings:explanation", args=[matter.key]), _("Open the scorecard")
        case _:
            return reverse("rankings:explanation-node", args=[matter.key, matter.code]), _("Open the criterion")
