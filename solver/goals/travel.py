"""Every kilometre on the road is time that serves nobody.

km · length of each CDO's closed tour of a day: base → on-site visits in order of time → base. In
CP-SAT: 2 · km(base, s) per site s of the day, less km(base, s) + km(base, t) − km(s, t) for each
pair of sites of the day. That is exact for one or two places in one order, the ordinary day; longer
days are priced exactly when the answer is compared.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from solver.candidates import Candidates
    from solver.model import Literal, Model
    from solver.problem import Option

PART = "travel"


def points(candidates: "Candidates", number: int, visits: "Collection[Option]") -> int:
    """Price the kilometres of a CDO."""
    problem = candidates.problem
    days: dict[int, list[Option]] = defaultdict(list)
    for visit in visits:
        if problem.demands[visit.demand].on_site:
            days[visit.day].append(visit)
    base = problem.cdos[number].base
    tours = ([base, *_stops(candidates, day), base] for day in days.values())
    return problem.weights.km * sum(
        problem.grid.km(one, two) for tour in tours for one, two in pairwise(tour)
    )


def _stops(candidates: "Candidates", visits: "Sequence[Option]") -> list[str]:
    ordered = sorted(visits, key=lambda visit: visit.slot)
    return [candidates.problem.demands[visit.demand].site for visit in ordered]


def post(model: "Model") -> None:
    """Price the tours of every day with options, and of the fixed days."""
    demands = model.problem.demands
    on_site = [option for option in model.takes if demands[option.demand].on_site]
    days = model.groups(lambda o: (o.cdo, o.day), on_site)
    for options in days.values():
        _post_day(model, options)
    for cdo in model.cdos:
        model.charge(points(model.candidates, cdo, model.board.of_cdo[cdo]))


def _post_day(model: "Model", options: "Sequence[Option]") -> None:
    """Price what the options add to the fixed tour of the day."""
    cdo, demands = options[0].cdo, model.problem.demands
    fixed = model.board.on_site.get((cdo, options[0].day), ())
    here = sorted({demands[other.demand].site for other in fixed})
    by_site = model.groups(lambda o: demands[o.demand].site, options)
    visited = {
        str(site): _visits(model, group) for site, group in by_site.items() if site not in here
    }
    km, base = model.problem.grid.km, model.problem.cdos[cdo].base
    for site, literal in visited.items():
        saved = sum(_saving(model, cdo, site, other) for other in here)
        model.pay(model.problem.weights.km * (2 * km(base, site) - saved), literal)
    if _has_room_for_two(model, options):
        _post_pairs(model, cdo, visited)


def _visits(model: "Model", options: "Sequence[Option]") -> "Literal":
    if len(options) == 1:
        return model.takes[options[0]]
    literal = model.boolean()
    slots = range(model.problem.grid.slots_per_day)
    for slot in slots:
        covering = [o for o in options if o.slot <= slot < o.slot + o.length]
        if covering:
            model.cp.add_at_most_one([*model.literals(covering), literal.negated()])
    # Without a visit the place must not count: its savings with two others could exceed its way.
    model.cp.add_bool_or([*model.literals(options), literal.negated()])
    return literal


def _has_room_for_two(model: "Model", options: "Sequence[Option]") -> bool:
    shortest = min(option.length for option in options)
    cdo = model.problem.cdos[options[0].cdo]
    day = min(cdo.day_cap, model.problem.grid.slots_per_day)
    return 2 * shortest <= day and cdo.max_sites_per_day > 1


def _post_pairs(model: "Model", cdo: int, visited: "dict[str, Literal]") -> None:
    for one, two in combinations(sorted(visited), 2):
        saving = model.problem.weights.km * _saving(model, cdo, one, two)
        if saving > 0:
            both = model.boolean()
            model.cp.add_implication(both, visited[one])
            model.cp.add_implication(both, visited[two])
            model.pay(-saving, both)


def _saving(model: "Model", cdo: int, one: str, two: str) -> int:
    """Kilometres saved by going to both places on one day rather than on two."""
    km, base = model.problem.grid.km, model.problem.cdos[cdo].base
    return km(base, one) + km(base, two) - km(one, two)
