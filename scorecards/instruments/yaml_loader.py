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
        return None if root is None else loader.construct_document(root)
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
        yield from _key_faults([key for key, _ in node.value])
        for _, value in node.value:
            yield from _faults(value, seen)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _faults(value, seen)
    elif _kind(node) in {"float", "timestamp"}:
        yield f"line {_line(node)}: put {node.value} in quotes, so that it stays exact"


def _key_faults(found: list[yaml.Node]) -> Iterator[str]:
    keys: set[str] = set()
    for key in found:
        if _kind(key) not in {"str", "merge"}:
            yield f"line {_line(key)}: a key must be text, in quotes where it is a number"
        if key.value in keys:
            yield f"line {_line(key)}: the key {key.value} stands twice"
        keys.add(key.value)


def _kind(node: yaml.Node) -> str:
    return str(node.tag).rpartition(":")[2]


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


class _Plain(yaml.SafeDumper):
    """Writes each value where it stands: no anchors."""

    def ignore_aliases(self, data: Any) -> bool:
        """Return that nothing is written as a reference."""
        return True


def dump_yaml(document: Any) -> str:
    """Write a document so that `load_yaml` reads it back; numbers kept as text stand in quotes."""
    return yaml.dump(document, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=120)
