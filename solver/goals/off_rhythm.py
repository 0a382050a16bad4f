"""Same weekday, same time: where the member wishes it, visits out of the rhythm cost.

off_rhythm · (visits − visits on the `per_window` most frequent positions), a position being
(weekday, first slot). In CP-SAT r_p chooses at most `per_window` positions, and in each group of
options of which at most one is chosen (a window with one visit, else a day) f_g ≥ Σ_{o at p} y_o
− r_p for each position p.
"""

from collections import Counter
from collections.abc import Collection, Hashable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from solver.candidates import Candidates
    from solver.model import Literal, Model
    from solver.problem import Option

PART = "off_rhythm"

Position = tuple[int, int]


def points(candidates: "Candidates", number: int, visits: "Collection[Option]") -> int:
    """Price the visits of a demand out of its rhythm."""
    problem = candidates.problem
    demand = problem.demands[number]
    if not demand.rhythm:
        return 0
    positions = Counter(problem.position(visit) for visit in visits)
    kept = sum(times for _, times in positions.most_common(demand.per_window))
    return problem.weights.off_rhythm * (len(visits) - kept)


def post(model: "Model") -> None:
    """Price the visits out of rhythm of every free demand that wishes one."""
    for demand in model.demands:
        if model.problem.demands[demand].rhythm:
            _post_demand(model, demand)


def _post_demand(model: "Model", demand: int) -> None:
    price, problem = model.problem.weights.off_rhythm, model.problem
    fixed = Counter(problem.position(visit) for visit in model.board.of_demand[demand])
    positions = sorted(fixed.keys() | {problem.position(o) for o in model.of_demand[demand]})
    if len(positions) <= problem.demands[demand].per_window:
        return
    chosen = {position: model.boolean() for position in positions}
    model.limit(list(chosen.values()), problem.demands[demand].per_window)
    model.charge(price * sum(fixed.values()))
    for position, times in fixed.items():
        model.pay(-price * times, chosen[position])
    for group in _exclusive_groups(model, demand):
        _post_group(model, group, chosen)


def _exclusive_groups(model: "Model", demand: int) -> "list[list[Option]]":
    windows = model.problem.windows[demand]
    is_single = model.problem.demands[demand].per_window == 1

    def key(option: "Option") -> Hashable:
        return windows[option.day] if is_single else option.day

    return list(model.groups(key, model.of_demand[demand]).values())


def _post_group(model: "Model", group: "list[Option]", chosen: "dict[Position, Literal]") -> None:
    off = model.boolean()
    model.pay(model.problem.weights.off_rhythm, off)
    for position, options in model.groups(model.problem.position, group).items():
        kept = chosen[position]  # type: ignore[index]
        model.cp.add(sum(model.literals(options)) <= kept + off)
