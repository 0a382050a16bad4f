"""The cost of a plan part by part, in words; pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext

PARTS = (
    "shortage",
    "extra_cdo",
    "new_cdo",
    "off_rhythm",
    "non_preferred",
    "travel",
    "balance",
    "change",
)


@dataclass(frozen=True, slots=True)
class CostPart:
    """One part of a plan's cost: what it counts, its points, its share of the whole (0–1)."""

    label: str
    points: int
    share: float


def cost_parts(parts: Mapping[str, int]) -> list[CostPart]:
    """Return the parts that cost anything, the dearest first; they add up to the cost."""
    labels = part_labels()
    whole = max(1, sum(parts.values()))
    dear = sorted((code for code in PARTS if parts.get(code)), key=lambda code: -parts[code])
    return [CostPart(labels[code], parts[code], parts[code] / whole) for code in dear]


def part_labels() -> dict[str, str]:
    """Return what each part of a cost counts."""
    return {
        "shortage": gettext("Time asked for and not served"),
        "extra_cdo": gettext("Demands shared between several CDOs"),
        "new_cdo": gettext("Members who change CDO"),
        "off_rhythm": gettext("Visits off their usual moment"),
        "non_preferred": gettext("Visits outside the preferred half-days"),
        "travel": gettext("Kilometres on the road"),
        "balance": gettext("Uneven load among the CDOs"),
        "change": gettext(
            "Visits that change against what was in force when this was asked, or the plan mended"
        ),
    }
