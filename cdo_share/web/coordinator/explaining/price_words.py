"""What a change costs and brings, part by part, in words and in points; pure but for the words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext, ngettext

from cdo_share.core.grid import Grid
from cdo_share.web.coordinator.plans.costs import PARTS, part_labels
from cdo_share.web.formats import hours_text

_WEIGHT_OF = {"travel": "km"}


@dataclass(frozen=True, slots=True)
class PriceRow:
    """One part of a price: what it counts, and the points that are added (below 0: spared)."""

    label: str
    points: int


def price_rows(parts: Mapping[str, int]) -> list[PriceRow]:
    """Return the parts that change, in the order of a plan's own cost; they add up to the whole."""
    labels = part_labels()
    names = [*PARTS, *(name for name in parts if name not in PARTS)]
    return [PriceRow(labels.get(name, name), parts[name]) for name in names if parts.get(name)]


def price_words(
    parts: Mapping[str, int], weights: Mapping[str, Any], slots: int, grid: Grid
) -> list[str]:
    """Return what a change does, as phrases.

    `parts` are the points added, `slots` the time that the demand gets more (below 0: less). A
    part is told by what it counts, for example kilometres.
    """
    found = [_served_words(slots, grid)] if slots else []
    for name in PARTS:
        if not parts.get(name) or name in ("shortage", "balance"):
            continue
        weight = weights[_WEIGHT_OF.get(name, name)]
        if weight:
            found.append(_part_words(name, parts[name] // weight))
    if parts.get("balance"):
        found.append(_balance_words(parts["balance"]))
    if parts.get("shortage") and not slots:
        found.append(_shortage_words(parts["shortage"]))
    return found


def _served_words(slots: int, grid: Grid) -> str:
    amount = hours_text(abs(slots), grid)
    if slots > 0:
        return str(gettext("%(amount)s more for this demand", amount=amount))
    return str(gettext("%(amount)s less for this demand", amount=amount))


def _shortage_words(points: int) -> str:
    if points < 0:
        return str(gettext("more is served"))
    return str(gettext("less is served"))


def _balance_words(points: int) -> str:
    if points < 0:
        return str(gettext("the CDOs' loads become more even"))
    return str(gettext("the CDOs' loads become less even"))


def _part_words(name: str, count: int) -> str:
    more, number = count > 0, abs(count)
    texts = {
        "travel": _km(number, more=more),
        "extra_cdo": _extra_cdo(number, more=more),
        "new_cdo": _new_cdo(number, more=more),
        "off_rhythm": _off_rhythm(number, more=more),
        "non_preferred": _non_preferred(number, more=more),
        "change": _change(number, more=more),
    }
    return str(texts[name])


def _km(number: int, *, more: bool) -> str:
    if more:
        return str(gettext("%(num)s km more on the road", num=number))
    return str(gettext("%(num)s km less on the road", num=number))


def _extra_cdo(number: int, *, more: bool) -> str:
    if more:
        return str(ngettext("%(num)d CDO more shares it", "%(num)d CDOs more share it", number))
    return str(ngettext("%(num)d CDO less shares it", "%(num)d CDOs less share it", number))


def _new_cdo(number: int, *, more: bool) -> str:
    if more:
        return str(gettext("somebody other than the CDO they know"))
    return str(gettext("the CDO they know comes back"))


def _off_rhythm(number: int, *, more: bool) -> str:
    if more:
        return str(
            ngettext(
                "%(num)d visit more off its usual moment",
                "%(num)d visits more off their usual moment",
                number,
            )
        )
    return str(
        ngettext(
            "%(num)d visit back at its usual moment",
            "%(num)d visits back at their usual moment",
            number,
        )
    )


def _non_preferred(number: int, *, more: bool) -> str:
    if more:
        return str(
            ngettext(
                "%(num)d visit more outside the preferred half-days",
                "%(num)d visits more outside the preferred half-days",
                number,
            )
        )
    return str(
        ngettext(
            "%(num)d visit more on a preferred half-day",
            "%(num)d visits more on a preferred half-day",
            number,
        )
    )


def _change(number: int, *, more: bool) -> str:
    if more:
        return str(
            ngettext("%(num)d published visit changes", "%(num)d published visits change", number)
        )
    return str(
        ngettext(
            "%(num)d published visit stays where it was",
            "%(num)d published visits stay where they were",
            number,
        )
    )
