"""The accounts of the demo, named by role; nobody real is among them."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings

from portal.accounts.models import User
from portal.accounts.services import create_user
from portal.common.policy import Role
from portal.units.models import Government, Unit
from portal.units.services.people import add_membership, set_focal_person

PASSWORD = "contoh-rapor-kota"  # noqa: S105  # printed on the sign-in page of the demo, and nowhere else of use
SINCE = date(2024, 1, 2)


@dataclass(frozen=True)
class Account:
    """An account that people try the demo with; `unit` is the code of its unit, empty for the whole city."""

    username: str
    display_name: str
    role: Role
    unit: str = ""


ACCOUNTS = (
    Account("operator.dinkes", "Operator Dinkes", Role.OPERATOR, "dinkes"),
    Account("kepala.dinkes", "Kepala Dinkes", Role.HEAD, "dinkes"),
    Account("verifikator", "Verifikator", Role.VERIFIER),
    Account("penjamin", "Penjamin Mutu", Role.ASSURER),
    Account("evaluator", "Evaluator Inspektorat", Role.EVALUATOR),
    Account("evaluator.kedua", "Evaluator Kedua", Role.EVALUATOR),
    Account("walikota", "Wali Kota", Role.LEADER),
    Account("panitia", "Panitia Penghargaan", Role.COMMITTEE),
    Account("juri", "Juri Pertama", Role.JUROR),
    Account("juri.kedua", "Juri Kedua", Role.JUROR),
    Account("juri.ketiga", "Juri Ketiga", Role.JUROR),
    Account("admin", "Administrator", Role.ADMIN),
    Account("operator.disdukcapil", "Operator Disdukcapil", Role.OPERATOR, "disdukcapil"),
)
"""Those who can sign in. Every other unit has its operator and head too, without a password."""


@dataclass(frozen=True)
class Staff:
    """The operator and the head of one unit."""

    operator: User
    head: User


@dataclass(frozen=True)
class People:
    """Everybody who acts in the demo."""

    staff: dict[str, Staff]
    evaluator: User
    second_reader: User
    verifier: User
    assurer: User
    leader: User
    committee: User
    jury: tuple[User, ...]


def sign_ins() -> list[tuple[str, str, str]]:
    """Return role, user name and password of each account of the demo; nothing where there is no demo."""
    if settings.IS_PRODUCTION or not Government.objects.filter(is_home=True, is_demo=True).exists():
        return []
    names = dict(Unit.objects.filter(government__is_home=True).values_list("code", "short_name"))
    return [
        (" · ".join(filter(None, (str(account.role.label), names.get(account.unit)))), account.username, PASSWORD)
        for account in ACCOUNTS
    ]


def make_people(government: Government, units: list[Unit]) -> People:
    """Make an operator and a head for each unit, and those who work for the whole city."""
    with_password = {account.username for account in ACCOUNTS}

    def make(username: str, display_name: str, role: Role, unit: Unit | None = None) -> User:
        user = create_user(
            username=username,
            display_name=display_name,
            email=f"{username}@contoh.example",
            password=PASSWORD if username in with_password else None,
        )
        membership = add_membership(user=user, role=role, government=government, unit=unit, valid_from=SINCE)
        if unit is not None and role is Role.OPERATOR:
            set_focal_person(unit=unit, instrument="sakip", membership=membership)
        return user

    staff = {
        unit.code: Staff(
            operator=make(f"operator.{unit.code}", f"Operator {unit.short_name}", Role.OPERATOR, unit),
            head=make(f"kepala.{unit.code}", f"Kepala {unit.short_name}", Role.HEAD, unit),
        )
        for unit in units
    }
    city = {a.username: make(a.username, a.display_name, a.role) for a in ACCOUNTS if not a.unit}
    return People(
        staff=staff,
        evaluator=city["evaluator"],
        second_reader=city["evaluator.kedua"],
        verifier=city["verifikator"],
        assurer=city["penjamin"],
        leader=city["walikota"],
        committee=city["panitia"],
        jury=tuple(city[name] for name in ("juri", "juri.kedua", "juri.ketiga")),
    )
