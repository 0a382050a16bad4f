"""Where somebody works."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A point in degrees, and the commune whose holidays hold there (INSEE code)."""

    lat: float
    lon: float
    insee: str
