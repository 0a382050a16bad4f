"""From an instance and a document of edits to the instance that they make."""

from collections.abc import Callable, Mapping
from typing import Any

from solver.edits import cdos, demands, loosening, shapes
from solver.edits.draft import Draft
from solver.faults import InvalidInstance, find_shape, shown
from solver.instance import Instance
from solver.reading import read_instance


def edit(instance: Mapping[str, Any], edits: Mapping[str, Any]) -> Instance:
    """Make the edits of a document (`cdo-timeshare-edits/1`), in order, on a copy of an instance.

    The new instance has the `name` of the document, else the old name with `-edited`. Raises
    InvalidInstance with one sentence per fault: of the instance, of each edit (its number, field
    and value, and what to give instead), or of what they make together.
    """
    draft = Draft(read_instance(instance).to_json())
    whole = find_shape(shapes.Edits, edits, "edits", draft.faults)
    if whole is None:
        raise InvalidInstance(draft.faults)
    for number, raw in enumerate(whole.edits, 1):
        _make(draft, number, raw)
    if draft.faults:
        raise InvalidInstance(draft.faults)
    name = whole.name or f"{draft.mapping['name']}-edited"
    return read_instance(draft.mapping | {"name": name})


def _make(draft: Draft, number: int, raw: object) -> None:
    """Make one edit, or note why it cannot be made."""
    draft.owner = f"edit number {number}"
    if not isinstance(raw, Mapping):
        draft.faults.append(f"{draft.owner} is {shown(raw)}: it should be an object.")
        return
    op = raw.get("op")
    if not isinstance(op, str) or op not in _OPS:
        draft.blame("op", op, f"choose one of {', '.join(_OPS)}")
        return
    draft.owner += f" ({op})"
    shape, make = _OPS[op]
    read = find_shape(shape, raw, draft.owner, draft.faults)
    if read is not None:
        make(draft, read)


def set_weights(draft: Draft, edit: shapes.SetWeights) -> None:
    """Give parts of the cost other points."""
    weights = draft.mapping["weights"]
    for name, points in edit.weights.items():
        if name not in weights:
            draft.blame(f"weights.{name}", points, f"choose among {', '.join(weights)}")
    draft.mapping["weights"] = weights | edit.model_dump(mode="json")["weights"]


Make = Callable[[Draft, Any], None]
_OPS: dict[str, tuple[type[Any], Make]] = {
    "add_cdo": (shapes.AddCdo, cdos.add_cdo),
    "remove_cdo": (shapes.RemoveCdo, cdos.remove_cdo),
    "change_cdo": (shapes.ChangeCdo, cdos.change_cdo),
    "add_member": (shapes.AddMember, demands.add_member),
    "remove_member": (shapes.RemoveMember, demands.remove_member),
    "add_demand": (shapes.AddDemand, demands.add_demand),
    "remove_demand": (shapes.RemoveDemand, demands.remove_demand),
    "change_demand": (shapes.ChangeDemand, demands.change_demand),
    "add_site": (shapes.AddSite, demands.add_site),
    "rule_off": (shapes.RuleOff, loosening.rule_off),
    "set_weights": (shapes.SetWeights, set_weights),
}
