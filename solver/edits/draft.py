"""An instance in the making: a mapping that edits change, and the faults they meet."""

from typing import Any

from solver.faults import find_shape, shown
from solver.instance import Cdo, Demand, Shape, Site

NOUNS = {"cdos": "CDOs", "demands": "demands", "sites": "sites"}
_SHAPES: dict[str, type[Shape]] = {"cdos": Cdo, "demands": Demand, "sites": Site}
Json = dict[str, Any]


class Draft:
    """The mapping of an instance, changed in place; `owner` names the edit in the sentences."""

    def __init__(self, mapping: Json) -> None:
        self.mapping = mapping
        self.faults: list[str] = []
        self.owner = ""

    def blame(self, field: str, value: object, reason: str) -> None:
        """Note that a field of the edit cannot be as it is."""
        self.faults.append(f"{self.owner}: the field {field} is {shown(value)}: {reason}.")

    def find(self, name: str, field: str, of: str) -> Json | None:
        """Give the CDO or demand that a field of the edit names, or note that there is none."""
        items: list[Json] = self.mapping[of]
        for item in items:
            if item["id"] == name:
                return item
        self.blame(field, name, f"it is not among the {NOUNS[of]}; {self.naming(of)}")
        return None

    def naming(self, of: str) -> str:
        """Say which ids could be named."""
        names = [item["id"] for item in self.mapping[of]]
        more = ", …" if len(names) > 5 else ""
        return f"name one of {', '.join(names[:5])}{more}" if names else "there are none"

    def add(self, of: str, item: Json) -> None:
        """Add a CDO, demand or site, or note what is wrong with it by itself."""
        name = item.get("id")
        if any(other["id"] == name for other in self.mapping[of]):
            self.blame("id", name, f"one of the {NOUNS[of]} has it already; choose another")
            return
        read = find_shape(_SHAPES[of], item, self.owner, self.faults)
        if read is not None:
            self.mapping[of].append(read.model_dump(mode="json"))

    def change(self, of: str, item: Json, fields: Json) -> None:
        """Give fields of a CDO or demand other values, or note why they cannot be."""
        if "id" in fields:
            self.blame("set.id", fields["id"], "an id stays; add a copy under another id instead")
            return
        read = find_shape(_SHAPES[of], item | fields, self.owner, self.faults)
        if read is not None:
            item.update(read.model_dump(mode="json"))
