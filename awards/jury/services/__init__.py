"""What happens in a jury: rules and seats, assignment and conflicts, marks, phases, and the decision."""

from awards.jury.errors import (
    BadMark,
    BadOrder,
    Barred,
    HandedIn,
    Incomplete,
    JuryRefused,
    MarkConflict,
    NotMoved,
    NoWayBack,
    OpenTie,
    Redrawn,
)
from awards.jury.services.assigning import declare, fill_up, take_off, withdraw
from awards.jury.services.course import go_back, go_on, lacks
from awards.jury.services.decision import deviate, draw_up, follow_ranking, lock_decision
from awards.jury.services.scoring import MarkChange, save_mark, submit, take_back
from awards.jury.services.setup import (
    RULE_FIELDS,
    CriterionWords,
    add_criterion,
    copy_criteria,
    remove_criterion,
    seat,
    set_rules,
    unseat,
)

__all__ = [
    "RULE_FIELDS",
    "BadMark",
    "BadOrder",
    "Barred",
    "CriterionWords",
    "HandedIn",
    "Incomplete",
    "JuryRefused",
    "MarkChange",
    "MarkConflict",
    "NoWayBack",
    "NotMoved",
    "OpenTie",
    "Redrawn",
    "add_criterion",
    "copy_criteria",
    "declare",
    "deviate",
    "draw_up",
    "fill_up",
    "follow_ranking",
    "go_back",
    "go_on",
    "lacks",
    "lock_decision",
    "remove_criterion",
    "save_mark",
    "seat",
    "set_rules",
    "submit",
    "take_back",
    "take_off",
    "unseat",
    "withdraw",
]
