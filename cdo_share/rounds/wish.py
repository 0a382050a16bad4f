"""What the coordinator types to open a round or to change it; nothing is stored here."""

from dataclasses import dataclass
from datetime import date

from cdo_share.core.grid import GridKind


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundWish:
    """A round as typed; fields bear the names of the form's fields, None means left empty.

    Both ends of the period are included; `closes_on` is the last day to answer.
    """

    name: str
    starts_on: date | None
    ends_on: date | None
    grid_kind: GridKind
    closes_on: date | None
