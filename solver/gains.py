"""Who gains and who loses between two plans, each with its own account of the cost."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from solver.account import Account, Parts


@dataclass(frozen=True)
class Books:
    """The accounts of two plans, and the second one's at the weights of the first."""

    one: Account
    two: Account
    two_at_first_weights: Account


def set_beside(one: int, two: int) -> dict[str, int]:
    """Give two figures and their difference, two minus one."""
    return {"one": one, "two": two, "difference": two - one}


def list_demands(books: Books) -> list[dict[str, Any]]:
    """Tell of every demand that is not as it was: served slots, points, outcome."""
    told = []
    for name in {**books.one.of_demands, **books.two.of_demands}:
        data = books.two.demands.get(name) or books.one.demands.get(name) or {}
        facts = {"member": data.get("member"), "requested": data.get("requested", 0)}
        told.append({"demand": name, **facts, **_group([name], books)})
    return [each for each in told if _differs(each)]


def list_members(books: Books) -> list[dict[str, Any]]:
    """Tell of every member who is not as they were, over all their demands."""
    of_member: dict[str, list[str]] = defaultdict(list)
    for book in (books.one, books.two):
        for name, demand in book.demands.items():
            if name not in of_member[demand["member"]]:
                of_member[demand["member"]].append(name)
    told = [
        {"member": member, "demands": names, **_group(names, books)}
        for member, names in of_member.items()
    ]
    return [each for each in told if _differs(each)]


def list_cdos(books: Books) -> list[dict[str, Any]]:
    """Tell of every CDO who is not as they were: load, kilometres, points."""
    one, two = books.one, books.two
    told = []
    for name in {**one.cdos, **two.cdos}:
        before, after = one.of_cdos.get(name, {}), two.of_cdos.get(name, {})
        sides = {
            "load": set_beside(one.load(name), two.load(name)),
            "km": set_beside(one.km(name), two.km(name)),
            **_points(before, after),
        }
        told.append({"cdo": name, "in": _sides(name in one.cdos, name in two.cdos), **sides})
    return [each for each in told if _differs(each)]


def _group(demands: list[str], books: Books) -> dict[str, Any]:
    """Sum up some demands: where they exist, served slots, points, outcome."""
    one, two = books.one, books.two
    before, after = _sum(one, demands), _sum(two, demands)
    sides = _sides(*(any(d in book.demands for d in demands) for book in (one, two)))
    spent = sum(_sum(books.two_at_first_weights, demands).values()) - sum(before.values())
    return {
        "in": sides,
        **set_beside(sum(map(one.served, demands)), sum(map(two.served, demands))),
        **_points(before, after),
        "outcome": _outcome(sides, spent),
    }


def _sum(book: Account, demands: list[str]) -> Parts:
    total: Counter[str] = Counter()
    for demand in demands:
        total.update(book.of_demands.get(demand, {}))
    return dict(total)


def _points(before: Parts, after: Parts) -> dict[str, Any]:
    """Give the points of both sides, and the difference of each part that differs."""
    parts = {part: after.get(part, 0) - before.get(part, 0) for part in {**before, **after}}
    return {
        "points": set_beside(sum(before.values()), sum(after.values())),
        "parts": {part: points for part, points in parts.items() if points},
    }


def _sides(is_in_one: bool, is_in_two: bool) -> list[str]:
    return ["one"] * is_in_one + ["two"] * is_in_two


def _outcome(sides: list[str], points: int) -> str:
    """Name what happens to somebody whose points change by so many."""
    if len(sides) == 1:
        return "comes" if sides == ["two"] else "goes"
    return "gains" if points < 0 else "loses" if points > 0 else "even"


def _differs(told: dict[str, Any]) -> bool:
    sides = [told, *(value for value in told.values() if isinstance(value, dict))]
    return bool(told["parts"]) or any(side.get("difference") for side in sides)
