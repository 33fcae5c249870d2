"""Kinds of work that live for one test."""

from collections.abc import Iterator

import pytest

from portal.common import work
from tests.portal.common.kinds import Register


@pytest.fixture
def register() -> Iterator[Register]:
    """Register kinds for one test only."""
    names: list[str] = []

    def add(kind: str, handler: work.Handler, *, queue: str = "fast", in_transaction: bool = True) -> None:
        names.append(kind)
        work.register(kind, queue, handler, in_transaction=in_transaction)

    yield add
    for name in names:
        del work._registry[name]
