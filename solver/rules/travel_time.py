"""Between two on-site visits at different places on one day there is time to drive and to pause.

For each site A and each pair of slots u before v of a CDO's day: Σ_{visits at A covering u} y +
Σ_{visits covering v at sites too far from A for the time between u and v} y ≤ 1. A visit that ends
with u and one that begins with v meet in such a pair, so the pairs are enough; that the visits
covering one slot exclude each other makes each sum a clique. Check: H8.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import product
from typing import TYPE_CHECKING

from solver.board import are_too_close

if TYPE_CHECKING:
    from solver.model import Model
    from solver.problem import Option

CODES = ("H8",)


def post(model: "Model") -> None:
    """Exclude visits without time for the way, day by day."""
    demands = model.problem.demands
    on_site = [option for option in model.takes if demands[option.demand].on_site]
    for options in model.groups(lambda o: (o.cdo, o.day), on_site).values():
        _forbid_near_fixed(model, options)
        for site in sorted({demands[option.demand].site for option in options}):
            _post_from(model, site, options)


def _forbid_near_fixed(model: "Model", options: "Sequence[Option]") -> None:
    fixed = model.board.on_site.get((options[0].cdo, options[0].day), ())
    for option in options:
        if any(are_too_close(model.problem, option, other) for other in fixed):
            model.cp.add(model.takes[option] == 0)


def _post_from(model: "Model", site: str, options: "Sequence[Option]") -> None:
    grid, demands = model.problem.grid, model.problem.demands
    gaps = {o: grid.gap_minutes(site, demands[o.demand].site) for o in options}
    longest = max(gaps.values())
    here = _by_slot(option for option in options if demands[option.demand].site == site)
    there = _by_slot(option for option in options if gaps[option])
    for earlier, later in product(sorted(here), sorted(there)):
        time = grid.starts[later] - grid.ends[earlier]
        if later <= earlier or time >= longest:
            continue
        after = [option for option in there[later] if gaps[option] > time]
        if after:
            model.limit(model.literals([*here[earlier], *after]), 1)


def _by_slot(options: "Iterable[Option]") -> "dict[int, list[Option]]":
    """Sort options into the slots that they cover."""
    found: dict[int, list[Option]] = defaultdict(list)
    for option in options:
        for slot in range(option.slot, option.slot + option.length):
            found[slot].append(option)
    return found
