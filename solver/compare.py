"""Two plans side by side: costs, the visits that differ, who gains and who loses.

The plans may answer two instances, the second an edit of the first; what is only in one of them
counts as nothing in the other.
"""

from typing import Any

from solver.account import Account
from solver.check import check
from solver.gains import Books, list_cdos, list_demands, list_members, set_beside
from solver.instance import Instance
from solver.pairing import pair_visits
from solver.plan import Plan


def compare(
    instance: Instance, one: Plan, two: Plan, other: Instance | None = None
) -> dict[str, Any]:
    """Compare plan `one` of an instance with plan `two`, of `other` if given, else of the same.

    Differences are two minus one, and points are as the judge counts them in each instance: less
    is better. Returns `one` and `two` (verdict, cost, served slots, …), `parts` of the cost, the
    visits (see `pairing`), and those who are not as they were: `demands` and `members` with their
    served slots (`one`, `two`, `difference`) and points, `cdos` with load, kilometres and points.
    The differences of the points of demands and CDOs add up to that of the cost. `outcome`: a
    demand or member `gains` or `loses` points, at the weights of the first instance, or is `even`;
    one that is in one instance only `comes` or `goes`.
    """
    before, after = instance.to_json(), (other or instance).to_json()
    left, right = one.to_json(), two.to_json()
    as_first = after | {"weights": before["weights"]}
    books = Books(Account(before, left), Account(after, right), Account(as_first, right))
    first, second = check(before, left), check(after, right)
    return {
        "one": _figures(first),
        "two": _figures(second),
        "parts": _parts(first["components"], second["components"]),
        "demands": list_demands(books),
        "members": list_members(books),
        "cdos": list_cdos(books),
        **pair_visits(one, two),
    }


def _figures(report: dict[str, Any]) -> dict[str, Any]:
    names = ("feasible", "cost", "visits", "served_slots", "satisfaction_min", "km")
    return {name: report[name] for name in names}


def _parts(one: dict[str, int], two: dict[str, int]) -> dict[str, dict[str, int]]:
    return {part: set_beside(one.get(part, 0), two.get(part, 0)) for part in {**one, **two}}
