"""One small world with everything that an address can point to, and people of every kind who try."""

from collections.abc import Callable
from dataclasses import dataclass

from portal.accounts.models import User
from portal.common.policy import Role
from portal.units.models import Government, Unit
from portal.units.services.people import UNIT_ROLES
from scorecards.entries.models import Cycle, Entry, Scorecard
from tests.awards.helpers import issued_at, job_at
from tests.factories import make_government, make_membership, make_sakip_cycle, make_unit, make_user

FOREIGN_NAME = "Dinas Negeri Seberang"
"""The name of the foreign unit; it must never show on a page of the home government."""


@dataclass(frozen=True)
class Actor:
    """Somebody who tries: their role, and whether it is held at home and at the unit that owns the objects."""

    user: User
    role: Role | None
    is_home: bool
    is_own_unit: bool

    def __str__(self) -> str:
        """Say who it is."""
        place = "own unit" if self.is_own_unit else "home" if self.is_home else "another government"
        return f"{self.role or 'no role'} ({place})"


@dataclass(frozen=True)
class World:
    """Two governments; the objects belong to `unit` of the home government."""

    home: Government
    foreign: Government
    unit: Unit
    scorecard: Scorecard
    cycle: Cycle
    actors: tuple[Actor, ...]

    @property
    def entry(self) -> Entry:
        """The entry of sub-component 1.a."""
        return self.scorecard.entries.get(node__code="1.a")


KWARGS: dict[str, Callable[[World], object]] = {
    "account_reset_password_from_key:uidb36": lambda world: "1",
    "account_reset_password_from_key:key": lambda world: "set-password",
    "rounds:pk": lambda world: issued_at(world.home).winner.category.round_id,
    "certificates:pk": lambda world: issued_at(world.home).pk,
    "certificates:round_pk": lambda world: issued_at(world.home).winner.category.round_id,
    "certificates:public_id": lambda world: issued_at(world.home).public_id,
    "certificates:job:pk": lambda world: job_at(world.home).pk,
    "certificates:cancel-job:pk": lambda world: job_at(world.home).pk,
    "certificates:retry-job:pk": lambda world: job_at(world.home).pk,
}
"""How to fill an address: "<address name>:<parameter>" or "<namespace>:<parameter>" -> the home unit's object."""


def make_world() -> World:
    """Build the world; everybody has a password, as people do."""
    home = make_government(name="Kota Sendiri", is_home=True)
    foreign = make_government(name="Kota Seberang")
    unit, neighbour = make_unit(home, name="Dinas Sendiri"), make_unit(home, name="Dinas Tetangga")
    foreign_unit = make_unit(foreign, name=FOREIGN_NAME)
    cycle = make_sakip_cycle([unit, neighbour])
    make_sakip_cycle([foreign_unit])
    actors = [_actor(role, unit if role in UNIT_ROLES else home, is_home=True, is_own=True) for role in Role]
    actors += [_actor(role, neighbour, is_home=True, is_own=False) for role in sorted(UNIT_ROLES)]
    actors += [_actor(role, foreign_unit if role in UNIT_ROLES else foreign, is_home=False) for role in Role]
    actors.append(Actor(make_user(password="sandi"), None, is_home=False, is_own_unit=False))
    return World(home, foreign, unit, cycle.scorecards.get(unit=unit), cycle, tuple(actors))


def _actor(role: Role, at: Unit | Government, *, is_home: bool, is_own: bool = False) -> Actor:
    user = make_user(password="sandi")
    make_membership(user, role, at)
    return Actor(user, role, is_home, is_own)
