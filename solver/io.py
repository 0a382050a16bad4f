"""Instances, plans and reports as JSON files; a file that cannot be read is a fault like others."""

import json
from pathlib import Path
from typing import Any

from solver.faults import InvalidInstance
from solver.instance import Instance
from solver.plan import Plan, read_plan
from solver.reading import read_instance


def load_json(path: Path) -> Any:
    """Read a JSON file; raise InvalidInstance when there is none or it is not JSON."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InvalidInstance([f"file {path}: it cannot be read: {error.strerror}."]) from error
    except ValueError as error:
        raise InvalidInstance([f"file {path}: it is not JSON: {error}."]) from error


def load_instance(path: Path) -> Instance:
    """Read an instance from a file."""
    return read_instance(load_json(path))


def load_plan(path: Path, instance: Instance) -> Plan:
    """Read a plan of an instance from a file."""
    return read_plan(load_json(path), instance=instance.name)


def save_json(path: Path, value: object) -> None:
    """Write a value as JSON, whole or not at all; raise InvalidInstance when it cannot be."""
    draft = path.with_name(path.name + ".part")
    try:
        draft.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        draft.replace(path)
    except OSError as error:
        fault = f"file {path}: it cannot be written: {error.strerror}."
        raise InvalidInstance([fault]) from error
    finally:
        draft.unlink(missing_ok=True)
