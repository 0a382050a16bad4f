"""What is wrong with an input: one sentence per fault, all faults at once."""

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

Model = TypeVar("Model", bound=BaseModel)

# What the reader of shapes calls the values of JSON, and what they are called there.
OF_JSON = {"tuple": "list", "dictionary": "object"}


class InvalidInstance(ValueError):
    """Raised for an instance or plan that cannot be read; `faults` holds one sentence each."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def shown(value: object) -> str:
    """Write a value briefly, as it stands in the file."""
    try:
        text = repr(value)
    except RecursionError:
        return "nested too deeply to be shown"
    return text if len(text) <= 60 else text[:57] + "..."


def find_shape(shape: type[Model], raw: object, owner: str, faults: list[str]) -> Model | None:
    """Read one JSON object, or add its faults and return None."""
    if not isinstance(raw, Mapping):
        faults.append(f"{owner} is {shown(raw)}: it should be an object.")
        return None
    try:
        return shape.model_validate(dict(raw))
    except ValidationError as error:
        faults.extend(_sentence(owner, dict(fault)) for fault in error.errors())
        return None


def _sentence(owner: str, fault: dict[str, Any]) -> str:
    field = ".".join(str(part) for part in fault["loc"])
    if fault["type"] == "missing":
        return f"{owner}: the field {field} is missing."
    if fault["type"] == "extra_forbidden":
        return f"{owner}: the field {field} is not known (value {shown(fault['input'])})."
    reason = fault["msg"].removeprefix("Value error, ")
    reason = reason[0].lower() + reason[1:]
    for word, ours in OF_JSON.items():
        reason = reason.replace(word, ours)
    return f"{owner}: the field {field} is {shown(fault['input'])}: {reason}."
