"""Peers that move too, in sentences: which ranks a planned total can come to."""

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from scorecards.rankings.selectors.climb import Climb


def moving(found: Climb) -> list[str]:
    """Return what becomes of the planned rank as others move; nothing for who may know nothing of them."""
    peers = found.peers
    if peers is None:
        return []
    said = [_("Other units move too; the plan assumes that they stay where they are.")]
    if peers.next and peers.stay is not None and found.steps is not None:
        said.append(_chased(found))
    if peers.best is not None:
        ranks = {"best": peers.best, "worst": peers.worst}
        words = _(
            "As long as marks of any unit are open, the planned total can come to stand anywhere from rank %(best)s to "
            "rank %(worst)s."
        )
        said.append(words % ranks)
    if found.steps:
        said.append(_("If every other unit gained as many points, it would be rank %(rank)s.") % {"rank": peers.same})
    return said


def _chased(found: Climb) -> str:
    peers = found.peers
    if peers is None:
        return ""
    names = {
        "peers": get_text_list(list(peers.next), _("and")),
        "stay": peers.stay,
        "chased": peers.chased,
    }
    if found.is_now and peers.stay == peers.chased:
        words = _(
            "The nearest behind the planned total: %(peers)s. Also if they complete everything that they have under "
            "way, it stays rank %(stay)s."
        )
    elif found.is_now:
        words = _(
            "The nearest behind the planned total: %(peers)s. If they complete everything that they have under way, "
            "it is rank %(chased)s instead of %(stay)s."
        )
    elif peers.stay == peers.chased:
        words = _(
            "The nearest behind the planned total: %(peers)s. The plan is for the next cycle; also if "
            "they gain as many points as this plan, it stays rank %(stay)s."
        )
    else:
        words = _(
            "The nearest behind the planned total: %(peers)s. The plan is for the next cycle; if they "
            "gain as many points as this plan, it is rank %(chased)s instead of %(stay)s."
        )
    return words % names
