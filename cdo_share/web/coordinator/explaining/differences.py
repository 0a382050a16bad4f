"""Two plans side by side, ready to be shown: what moves, who gains and loses hours; pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from cdo_share.core.text import alphabetical
from cdo_share.web.coordinator.explaining.price_words import PriceRow, price_rows, price_words
from cdo_share.web.coordinator.explaining.scene import Names

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Move:
    """What becomes of one visit; `before` or `after` is empty where there is none."""

    member: str
    title: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member who is not as they were: slots before and after, and the outcome in words.

    `reasons`: what else than hours is won or lost.
    """

    name: str
    before: int
    after: int
    outcome: str
    reasons: tuple[str, ...] = ()

    @property
    def difference(self) -> int:
        """Return the slots gained, below 0 lost."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class CdoRow:
    """A CDO who is not as they were: slots and kilometres more, below 0 fewer."""

    name: str
    slots: int
    km: int


@dataclass(frozen=True, slots=True)
class Differences:
    """What a second plan does to the first; `rows` add up to `points` (above 0: it is dearer)."""

    moves: list[Move]
    members: list[MemberRow]
    cdos: list[CdoRow]
    rows: list[PriceRow]
    points: int


def differences_of(compared: Json, names: Names, weights: Json) -> Differences:
    """Return a comparison of the solver ready to be shown; `weights` of the plans' question."""
    parts = {name: sides["difference"] for name, sides in compared["parts"].items()}
    return Differences(
        moves=_moves(compared, names),
        members=_members(compared, names, weights),
        cdos=_cdos(compared, names),
        rows=price_rows(parts),
        points=compared["two"]["cost"] - compared["one"]["cost"],
    )


def _moves(compared: Json, names: Names) -> list[Move]:
    pairs = [(pair["from"], pair["to"]) for pair in compared["moved"]]
    pairs += [(visit, None) for visit in compared["only_one"]]
    pairs += [(None, visit) for visit in compared["only_two"]]
    pairs.sort(key=lambda pair: (pair[0] or pair[1])["day"])
    return [_move(before, after, names) for before, after in pairs]


def _move(before: Json | None, after: Json | None, names: Names) -> Move:
    demand = names.demand((before or after or {})["demand"])
    texts = (names.moment_and_cdo(visit) if visit else "" for visit in (before, after))
    return Move(demand.member_name, demand.title, *texts)


def _touched(compared: Json) -> set[str]:
    """Return the demands whose visits are not as before."""
    pairs = [(pair["from"], pair["to"]) for pair in compared["moved"]]
    alone = [*compared["only_one"], *compared["only_two"]]
    return {visit["demand"] for visit in [*alone, *(side for pair in pairs for side in pair)]}


def _members(compared: Json, names: Names, weights: Json) -> list[MemberRow]:
    """Return the members whose visits change; for others only the price of the same is another."""
    touched = _touched(compared)
    words = {
        "gains": gettext("better off"),
        "loses": gettext("worse off"),
        "even": gettext("as before"),
        "comes": gettext("new"),
        "goes": gettext("no longer there"),
    }
    rows = [
        MemberRow(
            names.member(one["member"]),
            one["one"],
            one["two"],
            words[one["outcome"]],
            tuple(_reasons(one, names, weights)),
        )
        for one in compared["members"]
        if touched.intersection(one["demands"])
    ]
    return sorted(rows, key=lambda row: (-row.difference, alphabetical(row.name)))


def _reasons(member: Json, names: Names, weights: Json) -> list[str]:
    """Return what else than hours a member wins or loses, in words."""
    parts = dict(member["parts"])
    if member["one"] != member["two"]:
        parts.pop("shortage", None)  # the hours tell it
    return price_words(parts, weights, 0, names.grid)


def _cdos(compared: Json, names: Names) -> list[CdoRow]:
    rows = [
        CdoRow(names.cdo(one["cdo"]), one["load"]["difference"], one["km"]["difference"])
        for one in compared["cdos"]
    ]
    return sorted(rows, key=lambda row: alphabetical(row.name))
