"""Random answers for the instruments."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from tests.scorecards.domain import independent

Answers = dict[str, Any]


def decimals(low: str, high: str, places: int = 2) -> st.SearchStrategy[Decimal]:
    """Exact decimals between two bounds."""
    return st.decimals(low, high, places=places, allow_nan=False, allow_infinity=False)


tiers = st.integers(0, 3)
innovations = st.fixed_dictionaries({str(code): tiers for code in range(16, 36)})
sakip = st.fixed_dictionaries(
    {code: st.sampled_from(list(independent.SAKIP_GRADES)) for code in independent.SAKIP_WEIGHTS}
)
skm = st.fixed_dictionaries({f"U{number}": decimals("1", "4") for number in range(1, 10)})
pekppp = st.fixed_dictionaries(
    {**{str(code): decimals("0", "5") for code in range(1, 31)}, "F03": decimals("0", "5", 3)}
)
iid = st.fixed_dictionaries(
    {
        **{str(code): tiers for code in range(1, 16)},
        "inovasi": st.lists(innovations, max_size=15),
        "urusan_wajib": st.integers(0, 6),
    }
)


def lokus(high: str) -> st.SearchStrategy[Answers]:
    """One to nine lokus."""
    items = st.fixed_dictionaries({"nilai": decimals("0", high, 3)})
    return st.fixed_dictionaries({"lokus": st.lists(items, min_size=1, max_size=9)})


# Each edition that yields a total: random complete answers, and the total worked out independently.
INSTRUMENTS: dict[str, tuple[st.SearchStrategy[Answers], Callable[[Answers], Fraction]]] = {
    "sakip/2021": (sakip, independent.sakip),
    "skm/2017": (skm, independent.skm),
    "pekppp/2022": (pekppp, independent.pekppp),
    "ombudsman/2022": (lokus("100"), lambda answers: independent.mean(answers["lokus"])),
    "ipp-kota/2022": (lokus("5"), lambda answers: independent.mean(answers["lokus"])),
    "iid/2023": (iid, lambda answers: independent.iid(answers, 10)[2]),
    "iid/2025": (iid, lambda answers: independent.iid(answers, 12)[2]),
}
