"""Drafts of SAKIP for tests: the edition of 2021 under another code, with some rows changed."""

import json
from collections.abc import Callable
from typing import Any

from django.utils import timezone

from portal.accounts.models import User
from portal.common.policy import Role
from portal.units.models import Government
from scorecards.editions.models import EditionDraft
from scorecards.instruments.reader import read, source_of
from tests.factories import make_member

Nodes = dict[str, dict[str, Any]]


def draft_of(
    government: Government, change: Callable[[Nodes], None] = lambda nodes: None, *, by: User | None = None
) -> EditionDraft:
    """Keep a draft of SAKIP 2030: that of 2021 after `change` of its nodes by code."""
    document = json.loads(read("sakip/2021").canonical) | {"code": "sakip/2030", "title": "SAKIP 2030 (contoh)"}
    nodes = {node["code"]: node for node in document["nodes"]}
    change(nodes)
    document["nodes"] = list(nodes.values())
    source = source_of(document)
    return EditionDraft.objects.create(
        code=source.edition.code,
        title=source.edition.title,
        document=source.canonical,
        sha256=source.sha256,
        workbook_sha256="0" * 64,
        file_name="sakip-2030.xlsx",
        uploaded_by=by or make_member(Role.ADMIN, government),
        uploaded_at=timezone.now(),
    )


def reshaped(nodes: Nodes) -> None:
    """Split 2.a, ask 3.a anew, merge two criteria of 4.a, and shift points from planning to evaluation (made up)."""
    nodes["2.b"]["predecessor"] = ["2.a"]
    nodes["3.a"]["predecessor"] = []
    nodes["4.a.1"]["predecessor"] = ["4.a.1", "4.a.2"]
    for letter, first, last in (("a", "6", "5"), ("b", "9", "7.5"), ("c", "15", "12.5")):
        nodes[f"1.{letter}"]["weight"], nodes[f"4.{letter}"]["weight"] = last, first
    nodes["1"]["maximum"], nodes["4"]["maximum"] = "25", "30"
