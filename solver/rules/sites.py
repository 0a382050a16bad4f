"""A CDO goes to at most `max_sites_per_day` places on one day.

Σ_{sites s without a fixed visit} x_s + sites with fixed visits ≤ max_sites_per_day(c), where
x_s ≥ y_o for each on-site option at s on that day. Check: H13.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from solver.model import Model
    from solver.problem import Option

CODES = ("H13",)


def post(model: "Model") -> None:
    """Limit the places of every CDO and day."""
    demands = model.problem.demands
    on_site = [option for option in model.takes if demands[option.demand].on_site]
    for options in model.groups(lambda o: (o.cdo, o.day), on_site).values():
        _post_day(model, options)


def _post_day(model: "Model", options: "Sequence[Option]") -> None:
    cdo, demands = options[0].cdo, model.problem.demands
    fixed = model.board.on_site.get((cdo, options[0].day), ())
    here = {demands[other.demand].site for other in fixed}
    by_site = model.groups(lambda o: demands[o.demand].site, options)
    others = [group for site, group in by_site.items() if site not in here]
    most = max(0, model.problem.cdos[cdo].max_sites_per_day - len(here))
    shortest = min(option.length for option in options)
    if min(len(others), model.problem.grid.slots_per_day // shortest) <= most:
        return
    visited = [model.boolean() for _ in others]
    for literal, group in zip(visited, others, strict=True):
        model.implies_any(group, literal)
    model.limit(visited, most)
