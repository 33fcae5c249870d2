"""The remarks about workbooks in the reader's language: the rules say them as English templates with values."""

from django.utils.translation import gettext, gettext_noop

from scorecards.domain.said import Said

TEMPLATES = (
    # what a cell may hold
    gettext_noop("expected text"),
    gettext_noop("expected a number such as 4,5 or 1/9"),
    gettext_noop("expected a number such as 4,5 or 1/9, or ? when it is not known"),
    gettext_noop("expected text, or ? for none"),
    gettext_noop("expected a whole number"),
    gettext_noop("expected ya or tidak"),
    gettext_noop("expected codes with ; between"),
    gettext_noop("expected an answer"),
    # sheets, heads, rows
    gettext_noop("the sheet is missing"),
    gettext_noop("the sheet needs exactly one row below the head"),
    gettext_noop("the column %(column)s is missing"),
    gettext_noop("expected once each: %(heads)s"),
    gettext_noop("stands below no head"),
    gettext_noop("a formula without result; save the file in a spreadsheet first"),
    gettext_noop("no such code on the sheet %(sheet)s"),
    gettext_noop("no such name on the sheet %(sheet)s"),
    gettext_noop("the name stands twice"),
    gettext_noop("a code is needed"),
    gettext_noop("a value is needed"),
    gettext_noop("it stands twice"),
    gettext_noop("0 says that there is no item: it stands alone"),
    gettext_noop("this case has a value, so it takes no answers"),
    gettext_noop("an item goes with its field"),
    gettext_noop("items are numbered from 1 on, in order"),
    # the schema
    gettext_noop("'%(key)s' is a required property"),
    gettext_noop("expected one of: %(choices)s"),
    gettext_noop("expected the form %(pattern)s"),
    gettext_noop("these columns do not go together, or one is missing"),
    gettext_noop("does not fit the schema: %(fault)s"),
    gettext_noop("in %(part)s: %(fault)s"),
    # whether the edition holds together
    gettext_noop("it does not hold together: %(fault)s"),
    gettext_noop("there is no scale %(scale)s"),
    gettext_noop("the root needs places and a maximum"),
    gettext_noop("the code stands twice"),
    gettext_noop("its parent %(parent)s does not stand before it"),
    gettext_noop("there must be exactly one node without parent"),
    gettext_noop("its lowest answer must lie below its highest"),
    gettext_noop("a level stands twice"),
    gettext_noop("the rule %(rule)s and the scale do not go together"),
    gettext_noop("the rule %(rule)s takes no children"),
    gettext_noop("a repeating group has the rule mean, and nothing else has it"),
    gettext_noop("the rule count needs the key count"),
    gettext_noop("the rule %(rule)s needs children"),
    gettext_noop("its divisor must be 1 or more"),
    gettext_noop("the fields of a repeating group are leaves that apply to each item"),
    gettext_noop("%(code)s is not a repeating group"),
    gettext_noop("%(code)s must be its only child"),
    gettext_noop("the maximum must be %(maximum)s"),
    gettext_noop("the children reach %(reach)s, which is not the declared maximum"),
    gettext_noop("its low end lies above its high end"),
    gettext_noop("overlaps %(code)s, or the bands do not stand highest first"),
    gettext_noop("the last step must be reached with nothing fulfilled"),
    gettext_noop("%(code)s is not graded, or has no checks"),
    gettext_noop("%(proposes)s or %(cap)s is no level of the scale %(scale)s"),
    gettext_noop("the steps do not stand highest first"),
    # what comes before a criterion
    gettext_noop("%(edition)s has no code %(code)s"),
    gettext_noop("there is no edition before this one, so %(code)s is unknown"),
    # why an edition is not loaded
    gettext_noop("golden cases do not come out"),
    gettext_noop("it is published and may not change; make a new edition"),
    gettext_noop("a node that would disappear has entries"),
    gettext_noop("it names predecessors that the edition before does not have"),
)
"""Every template there is; a test compares them with those in the code."""


def told(remark: Said) -> str:
    """Say it in the reader's language."""
    values = {key: told(value) if isinstance(value, Said) else value for key, value in remark.values.items()}
    return str(Said(gettext(remark.template), **values))
