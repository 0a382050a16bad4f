"""The best visits that could be added for one demand while all the others stay.

Few offers are tried in every combination; where they are many, a handful of good orders is, each
CDO and each place of the week coming first in turn.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import inf

from solver.board import Board
from solver.problem import Option
from solver.score import demand_points
from solver.walls import Walls, list_starts

# How many combinations are tried at most.
MOST_TRIED = 300
MOST_POSITIONS = 3


@dataclass(frozen=True)
class Addition:
    """Visits to add, the points that they spare (below 0: they cost), in the board's own prices.

    `is_best` says that every combination was tried.
    """

    options: tuple[Option, ...]
    spared: int
    is_best: bool

    @property
    def slots(self) -> int:
        """Give the slots of all its visits."""
        return sum(option.length for option in self.options)


def offers(board: Board, walls: Walls, demand: int) -> list[Option]:
    """List the visits of a demand that fit on a board, each by itself, in order of CDO and time."""
    lengths, per_day = board.problem.demands[demand].lengths, board.problem.grid.slots_per_day
    found = []
    for cdo in board.candidates.eligible[demand]:
        for face in walls.faces(demand, cdo, lengths):
            found += [
                Option(demand, cdo, *divmod(start, per_day), face.length)
                for start in list_starts(face.open_without())
            ]
    return [option for option in found if not board.is_too_far(option)]


def best_addition(
    board: Board, walls: Walls, demand: int, *, most_tried: int = MOST_TRIED
) -> Addition | None:
    """Find the visits, at least one, that make the plan cheapest; the board is as before after.

    None when nothing fits. The visits may cost more than they spare.
    """
    found = offers(board, walls, demand)
    return _Search(board, demand, found, most_tried).run() if found else None


class _Search:
    """Puts offers on the board and takes them off again, and notes the cheapest state."""

    def __init__(self, board: Board, demand: int, found: list[Option], most_tried: int) -> None:
        self.board, self.demand, self.found = board, demand, found
        self.left = most_tried
        self.ways = {option: self._way(option) for option in found}
        self.cdos = sorted({option.cdo for option in found})
        self.chosen: list[Option] = []
        self.best: tuple[float, int, tuple[Option, ...]] = (inf, 0, ())
        self.before = self._price()

    def run(self) -> Addition:
        """Try the good orders, then every combination as far as that goes."""
        for order in self._orders():
            self._dive(order)
        gains = [self._gain(option) for option in self.found]
        self.most_gain = [sum(gains[place:]) for place in range(len(gains) + 1)]
        is_best = self._try_all(0)
        price, _, options = self.best
        return Addition(options, self.before - int(price), is_best)

    def _way(self, option: Option) -> int:
        """Price the kilometres that a visit adds to its day; the demand has no other that day."""
        problem = self.board.problem
        if not problem.demands[option.demand].on_site:
            return 0
        visits = self.board.on_site.get((option.cdo, option.day), set())
        longer = self._tour(option.cdo, [*visits, option]) - self._tour(option.cdo, visits)
        return problem.weights.km * longer

    def _tour(self, cdo: int, visits: Iterable[Option]) -> int:
        problem = self.board.problem
        base, here, km = problem.cdos[cdo].base, problem.cdos[cdo].base, 0
        for visit in sorted(visits, key=lambda visit: visit.slot):
            site = problem.demands[visit.demand].site
            km, here = km + problem.grid.km(here, site), site
        return km + problem.grid.km(here, base)

    def _price(self) -> int:
        """Price all that the chosen visits can change."""
        problem, load = self.board.problem, self.board.load
        away = sum(
            abs(load[cdo] - target)
            for cdo in self.cdos
            if (target := problem.cdos[cdo].target_load) is not None
        )
        ways = sum(self.ways[option] for option in self.chosen)
        return demand_points(self.board, self.demand) + problem.weights.balance * away + ways

    def _gain(self, option: Option) -> int:
        """Give the most that one visit can spare besides shortage."""
        weights = self.board.problem.weights
        is_published = option in self.board.candidates.published_of[self.demand]
        has_target = self.board.problem.cdos[option.cdo].target_load is not None
        balance = weights.balance * option.length if has_target else 0
        return max(0, -self.ways[option]) + is_published * weights.change + balance

    def _orders(self) -> Iterable[list[Option]]:
        """Give the orders to try: each CDO first, on their most frequent places of the week."""
        problem = self.board.problem
        signs = (-1, 1) if len(problem.demands[self.demand].lengths) > 1 else (1,)
        kept = Counter(problem.position(visit) for visit in self.board.of_demand[self.demand])
        for cdo in self.cdos:
            useful = Counter(problem.position(o) for o in self.found if o.cdo == cdo) + kept
            for position, _ in useful.most_common(MOST_POSITIONS):
                for sign in signs:
                    yield self._order(cdo, {position, *kept}, sign)

    def _order(self, cdo: int, kept: set[tuple[int, int]], sign: int) -> list[Option]:
        problem = self.board.problem
        preferred, asked = problem.preferred[self.demand], problem.demands[self.demand]

        def rank(option: Option) -> tuple[bool, int, int, Option]:
            position, price = problem.position(option), self.ways[option]
            price += asked.rhythm * problem.weights.off_rhythm * (position not in kept)
            away = bool(preferred) and position not in preferred
            price += away * problem.weights.non_preferred
            return option.cdo != cdo, sign * option.length, price, option

        return sorted(self.found, key=rank)

    def _dive(self, order: list[Option]) -> None:
        for option in order:
            if self.board.served[self.demand] >= self.board.problem.demands[self.demand].requested:
                break
            if self.board.find_obstacle(option) is None:
                self._take(option)
        while self.chosen:
            self._drop()

    def _take(self, option: Option) -> int:
        """Add a visit, note the state if it is the best so far, and give its price."""
        self.board.add(option)
        self.chosen.append(option)
        price = self._price()
        slots = sum(chosen.length for chosen in self.chosen)
        state = (price, -slots, tuple(sorted(self.chosen)))
        self.best = min(self.best, state)
        return price

    def _drop(self) -> None:
        self.board.remove(self.chosen.pop())

    def _try_all(self, first: int) -> bool:
        """Try every combination of the offers from `first` on; say whether none was left out."""
        for place in range(first, len(self.found)):
            option = self.found[place]
            if self.board.find_obstacle(option) is not None:
                continue
            if self.left <= 0:
                return False
            self.left -= 1
            price = self._take(option)
            is_complete = not self._is_hopeful(price, place + 1) or self._try_all(place + 1)
            self._drop()
            if not is_complete:
                return False
        return True

    def _is_hopeful(self, price: int, place: int) -> bool:
        """Whether more of the offers could make this state the best."""
        curve = self.board.problem.shortage[self.demand]
        most = curve[self.board.served[self.demand]] + self.most_gain[place]
        return price - most < self.best[0]
