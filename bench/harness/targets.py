"""What the solver is to reach, per size, on two cores at 110 % demand over 13 weeks."""

from dataclasses import dataclass

SIZES = ("S", "M", "L", "XL")
SHORT_SECONDS, LONG_SECONDS = 60.0, 300.0


@dataclass(frozen=True)
class Target:
    """One figure that must not be above `most`; shares, seconds or megabytes."""

    name: str
    unit: str
    most: float


# name of the figure: unit, then the most for S, M, L, XL
SHORT = {
    "first_plan_seconds": ("s", 0.2, 0.5, 2, 5),
    "gap": ("%", 0.0012, 0.0020, 0.0025, 0.0025),
    "excess": ("%", 0.01, 0.06, 0.12, 0.12),
    "cost_to_anneal": ("", 0.99, 0.96, 0.95, 0.95),
    "shortage_to_anneal": ("", 1, 1, 1, 1),
    "peak_megabytes": ("MB", 250, 300, 450, 700),
}
LONG = {
    "first_plan_seconds": SHORT["first_plan_seconds"],
    "excess": ("%", 0.005, 0.04, 0.08, 0.08),
    "peak_megabytes": SHORT["peak_megabytes"],
}
RERUN = {
    "first_seconds": ("s", 0.1, 0.2, 0.4, 0.6),
    "settled_seconds": ("s", 0.3, 1, 3, 4),
}


def of_solve(size: str, seconds: float) -> dict[str, Target]:
    """Give the targets of a solve of so many seconds; none for less than a minute."""
    if seconds < SHORT_SECONDS:
        return {}
    return _column(LONG if seconds >= LONG_SECONDS else SHORT, size)


def of_rerun(size: str) -> dict[str, Target]:
    """Give the targets of a rerun, besides that no more visits move than twice the forced ones."""
    return _column(RERUN, size)


def _column(table: dict[str, tuple[str, float, float, float, float]], size: str) -> dict:
    place = SIZES.index(size)
    return {name: Target(name, row[0], row[1 + place]) for name, row in table.items()}
