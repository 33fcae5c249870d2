"""The JSON schema of the edition files (schema.json) and the check against it."""

import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, best_match

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


def schema_errors(document: Any) -> Iterator[ValidationError]:
    """Yield all that breaks the schema, each with its path; follow-on remarks about further keys are left out."""
    for error in _validator().iter_errors(document):
        if error.validator not in {"unevaluatedProperties", "additionalProperties"}:
            yield error
