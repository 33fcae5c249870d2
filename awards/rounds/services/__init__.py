"""What happens to rounds: programmes, calendar, categories, institutions, nominations, the decision and its lock."""

from awards.rounds.services.decision import Choice, decide, lock, record
from awards.rounds.services.errors import (
    Changed,
    Followed,
    NotReady,
    RoundDecided,
    Taken,
    WrongNomination,
    WrongPhase,
)
from awards.rounds.services.institutions import InstitutionWords, add_institution, change_institution
from awards.rounds.services.locks import lock_open
from awards.rounds.services.nominations import (
    ENTERING,
    NominationWords,
    admit_rest,
    change_nomination,
    nominate,
    nominate_all,
    remove_nomination,
    screen,
)
from awards.rounds.services.setup import (
    Setting,
    change_round,
    create_category,
    create_programme,
    create_round,
    open_round,
    remove_category,
    set_phase,
)

__all__ = [
    "ENTERING",
    "Changed",
    "Choice",
    "Followed",
    "InstitutionWords",
    "NominationWords",
    "NotReady",
    "RoundDecided",
    "Setting",
    "Taken",
    "WrongNomination",
    "WrongPhase",
    "add_institution",
    "admit_rest",
    "change_institution",
    "change_nomination",
    "change_round",
    "create_category",
    "create_programme",
    "create_round",
    "decide",
    "lock",
    "lock_open",
    "nominate",
    "nominate_all",
    "open_round",
    "record",
    "remove_category",
    "remove_nomination",
    "screen",
    "set_phase",
]
