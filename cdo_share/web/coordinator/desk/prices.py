"""What a change by hand costs, in words: each wish lost or won, with its points; pure but words."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext, ngettext

from cdo_share.core.grid import Grid
from cdo_share.planning.drafting.pricing import Price
from cdo_share.web.coordinator.desk.look import Desk
from cdo_share.web.coordinator.explaining.amounts import added_points_text
from cdo_share.web.formats import amount_text, whole_text

MINUS = "\N{MINUS SIGN}"


def priced_by(desk: Desk) -> str:
    """Return what prices are reckoned by, and against what changes count."""
    if not desk.today.question["published"]:
        return str(gettext("Points are reckoned with today’s data; nothing is in force yet."))
    return str(
        gettext("Points are reckoned with today’s data, and changes against what is in force.")
    )


def price_words(price: Price, instance: Mapping[str, Any], grid: Grid) -> str:
    """Return “+1 visit outside the preferred half-days (50 points), −12 km (−12 points)”.

    Where nothing is lost and nothing won, the sentence says so.
    """
    said = part_words(price.parts, instance["weights"])
    if price.served_slots or price.parts.get("shortage"):
        said.insert(0, _served_words(price, grid))
    return ", ".join(said) if said else str(gettext("no wish is lost"))


def total_words(price: Price, instance: Mapping[str, Any], grid: Grid) -> str:
    """Return the price in words, with the sum where it has several parts."""
    words = price_words(price, instance, grid)
    if sum(bool(points) for points in price.parts.values()) < 2:
        return words
    points = added_points_text(price.points)
    return str(gettext("%(price)s; in all %(points)s", price=words, points=points))


def part_words(parts: Mapping[str, int], weights: Mapping[str, Any]) -> list[str]:
    """Return the parts of a price but for the shortage, each with its points."""
    return [
        _counted(part, points, weights)
        for part, points in parts.items()
        if points and part != "shortage"
    ]


def signed(number: int) -> str:
    """Return a number with its sign, as in “+50” or “−12”."""
    return f"{MINUS if number < 0 else '+'}{whole_text(abs(number))}"


def _served_words(price: Price, grid: Grid) -> str:
    slots = price.served_slots
    if not slots:
        points = added_points_text(price.parts["shortage"])
        return str(gettext("the same time served, for other demands (%(points)s)", points=points))
    sign = MINUS if slots < 0 else "+"
    amount = f"{sign}{amount_text(abs(slots), grid)}"
    points = added_points_text(price.parts.get("shortage", 0))
    return str(gettext("%(amount)s served (%(points)s)", amount=amount, points=points))


def _counted(part: str, points: int, weights: Mapping[str, Any]) -> str:
    told = added_points_text(points)
    if part == "travel":
        km = signed(round(points / weights["km"])) if weights["km"] else signed(0)
        return str(gettext("%(km)s km on the road (%(points)s)", km=km, points=told))
    number = _number(part, points, weights)
    words = _one(part, abs(number))
    return f"{signed(number)} {words} ({told})" if number else f"{words} ({told})"


def _number(part: str, points: int, weights: Mapping[str, Any]) -> int:
    """Return how many times a wish is lost; 0 where the points do not tell."""
    weight = weights.get(part, 0)
    return points // weight if weight and points % weight == 0 else 0


def _one(part: str, number: int) -> str:
    words = {
        "non_preferred": ngettext(
            "visit outside the preferred half-days",
            "visits outside the preferred half-days",
            number,
        ),
        "off_rhythm": ngettext(
            "visit off its usual moment", "visits off their usual moment", number
        ),
        "extra_cdo": ngettext("further CDO for one demand", "further CDOs for one demand", number),
        "new_cdo": ngettext("change of CDO", "changes of CDO", number),
        "balance": ngettext("slot away from an even load", "slots away from an even load", number),
        "change": ngettext("change to what is in force", "changes to what is in force", number),
    }
    return str(words[part])
