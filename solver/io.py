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
    except RecursionError as error:
        fault = f"file {path}: its values are nested too deeply: it is no instance, plan or piece."
        raise InvalidInstance([fault]) from error
    except ValueError as error:
        raise InvalidInstance([f"file {path}: it is not JSON: {error}."]) from error


def load_instance(path: Path) -> Instance:
    """Read an instance from a file."""
    return read_instance(load_json(path))


def load_plan(path: Path, instance: Instance) -> Plan:
    """Read a plan of an instance from a file."""
    return read_plan(load_json(path), instance=instance.name)


def load_known_plan(path: Path, instance: Instance) -> Plan:
    """Read a plan from a file; raise InvalidInstance when it names what does not exist."""
    plan = load_plan(path, instance)
    known = (
        ("demand", {demand.id for demand in instance.demands}, "demands"),
        ("CDO", {cdo.id for cdo in instance.cdos}, "CDOs"),
        ("day", set(instance.days), "days"),
    )
    faults = []
    for visit in plan.visits:
        head = f"plan: the visit of '{visit.demand}' by '{visit.cdo}' on {visit.day}"
        faults += [
            f"{head}: its {name} is not among the {those}."
            for name, ids, those in known
            if getattr(visit, name.lower()) not in ids
        ]
        if not 0 <= visit.slot < visit.slot + visit.length <= len(instance.slots):
            slots = f"slots of length {visit.length} from slot {visit.slot}"
            faults.append(f"{head}: {slots} do not lie in a day of {len(instance.slots)} slots.")
    if faults:
        raise InvalidInstance(faults)
    return plan


def load_work(path: Path) -> dict[str, Any]:
    """Read what it takes to repeat a search from its report; raise InvalidInstance without it."""
    report = load_json(path)
    work = report.get("work") if isinstance(report, dict) else None
    if not isinstance(work, dict):
        raise InvalidInstance([f"file {path}: it is no report of a search that can be repeated."])
    return work


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
