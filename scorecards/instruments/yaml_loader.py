"""YAML in the strict form that editions use: no key twice, no number that could become a float."""

from collections.abc import Iterator
from typing import Any

import yaml


class FileError(ValueError):
    """The file of an edition cannot be used; the message names line or place and the fault."""


def load_yaml(text: str) -> Any:
    """Read one YAML document into dicts, lists, strings, whole numbers and booleans, or raise FileError."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
    try:
        root = loader.get_single_node()
        for fault in _faults(root, set()):
            raise FileError(fault)
        return loader.construct_document(root)
    except yaml.YAMLError as error:
        raise FileError(" ".join(str(error).split())) from error
    finally:
        loader.dispose()


def _faults(node: yaml.Node | None, seen: set[int]) -> Iterator[str]:
    """Walk the nodes before they are built: merging (<<) would hide a key that stands twice."""
    if node is None or id(node) in seen:
        return
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        keys: set[str] = set()
        for key, value in node.value:
            if key.value in keys:
                yield f"line {key.start_mark.line + 1}: the key {key.value} stands twice"
            keys.add(key.value)
            yield from _faults(value, seen)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _faults(value, seen)
    elif node.tag.rpartition(":")[2] in {"float", "timestamp"}:
        yield f"line {node.start_mark.line + 1}: put {node.value} in quotes, so that it stays exact"
