"""The JSON schema of the edition files (schema.json) and the check against it."""

import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, best_match

from scorecards.domain.said import Said
from scorecards.instruments.yaml_loader import FileError

SCHEMA_FILE = Path(__file__).resolve().parent / "schema.json"


@lru_cache(maxsize=1)
def _validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(SCHEMA_FILE.read_text(encoding="utf-8")))


def check_schema(document: Any) -> None:
    """Raise FileError with the place and the fault that tell most, when the document breaks the schema."""
    error = best_match(_validator().iter_errors(document))
    if error is not None:
        raise FileError(f"{error.json_path}: {error.message}")


def schema_faults(document: Any) -> Iterator[tuple[tuple[str | int, ...], Said]]:
    """Yield all that breaks the schema, each with its path; follow-on remarks about further keys are left out."""
    for error in _validator().iter_errors(document):
        if error.validator not in {"unevaluatedProperties", "additionalProperties"}:
            yield tuple(error.absolute_path), _said(error)


def _said(error: ValidationError) -> Said:
    """Say what the schema says; what people do wrong most often can be said in another language."""
    if error.validator == "required":
        return Said("'%(key)s' is a required property", key=error.message.split("'")[1])
    if error.validator == "enum" and isinstance(error.validator_value, list):
        return Said("expected one of: %(choices)s", choices=", ".join(map(str, error.validator_value)))
    if error.validator == "pattern":
        return Said("expected the form %(pattern)s", pattern=error.validator_value)
    if error.validator in {"oneOf", "anyOf"}:
        return Said("these columns do not go together, or one is missing")
    return Said("does not fit the schema: %(fault)s", fault=error.message)
