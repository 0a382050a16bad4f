"""One change that could be asked of people: a field of a demand, of a CDO or of the instance."""

from dataclasses import dataclass
from typing import Any

from solver.instance import Instance


@dataclass(frozen=True)
class Relaxation:
    """One changed field of a demand, of a CDO or of the instance (`owner`: where it stands).

    `cdo` is the number of the CDO whom the change concerns, if it concerns one alone. `told` is
    what to show as the new value where the value itself is unwieldy.
    """

    code: str
    owner: str
    field: str
    after: Any
    cdo: int | None = None
    told: Any = None

    def before(self, instance: Instance, demand: int) -> Any:
        """Give the value that the field has now."""
        return getattr(self._owner(instance, demand), self.field)

    def applied(self, instance: Instance, demand: int) -> Instance:
        """Give the instance with the change."""
        changed = self._owner(instance, demand).model_copy(update={self.field: self.after})
        if self.owner == "instance":
            return changed  # type: ignore[no-any-return]
        items = list(getattr(instance, self.owner))
        items[self._place(demand)] = changed
        return instance.model_copy(update={self.owner: tuple(items)})

    def _owner(self, instance: Instance, demand: int) -> Any:
        if self.owner == "instance":
            return instance
        return getattr(instance, self.owner)[self._place(demand)]

    def _place(self, demand: int) -> int:
        return demand if self.owner == "demands" or self.cdo is None else self.cdo
