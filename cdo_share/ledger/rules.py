"""How strongly former periods count: what a groupement may choose, and its limits; pure."""

from dataclasses import dataclass

MOST_KEEP_PERCENT = 100
MOST_CAP_PERCENT = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The settings of a ledger.

    `keep_percent` (0–100) of what was carried before stays; what is carried over never exceeds
    `cap_percent` (0–50) of what was asked; `is_weighing`: it enters the next allocation.
    """

    keep_percent: int = 50
    cap_percent: int = 25
    is_weighing: bool = True
