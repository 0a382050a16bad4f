"""Why a demand does not get all it asks for in this plan, and the mildest change that would help.

Each answer is tried: the change is applied, visits are added with everything else in place, and
the independent judge must accept the result and prices it. So an answer speaks of this plan:
another plan might serve the demand without any change.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from itertools import islice
from typing import Any

from solver import walls as wall
from solver.addition import Addition, best_addition
from solver.board import Board
from solver.candidates import DISTANCE, EXCLUDED, LEVEL, SKILL, Candidates, find_unfit
from solver.instance import Instance
from solver.loosened import loosened
from solver.part_check import PartJudge
from solver.plan import Plan
from solver.problem import Option, Problem
from solver.relaxation import Relaxation
from solver.relaxations import list_relaxations
from solver.walls import Walls

NOBODY = {
    SKILL: "nobody_has_the_skill",
    LEVEL: "nobody_has_the_level",
    EXCLUDED: "everybody_able_is_excluded",
    DISTANCE: "nobody_is_near_enough",
}
ROOM_LEFT, EXHAUSTED, SHORT = "room_left", "time_is_taken", "one_change_away"
REST, APART, FROZEN, WAY = "rest_is_too_short", "no_common_time", "days_are_frozen", "way_too_long"
REASONS = (*NOBODY.values(), ROOM_LEFT, SHORT, EXHAUSTED, REST, APART, FROZEN, WAY)

Json = dict[str, Any]


def explain(instance: Instance, plan: Plan, demand: str | None = None) -> list[Json]:
    """Explain every demand that is not wholly served, or only the one with that id.

    See `Explainer.explain` for the answers. Raises KeyError for an unknown demand.
    """
    explainer = Explainer(instance, plan)
    names = explainer.unmet() if demand is None else [demand]
    return [answer for name in names if (answer := explainer.explain(name)) is not None]


class Explainer:
    """Explains the demands of one plan, one by one; what they have in common is read once."""

    def __init__(self, instance: Instance, plan: Plan) -> None:
        self.problem = Problem(instance)
        self.board = Board(self.problem, Candidates(self.problem))
        self.board.add_all(readable(self.board, plan))
        self.walls = Walls(self.board)
        self.judge = PartJudge(self.problem, plan.visits)

    def unmet(self) -> list[str]:
        """List the demands that are not wholly served, in the order of the instance."""
        pairs = zip(self.problem.demands, self.board.served, strict=True)
        return [demand.id for demand, served in pairs if served < demand.requested]

    def explain(self, demand: str) -> Json | None:
        """Explain one demand; None when it is wholly served. Raises KeyError if unknown.

        `reason` is one of `REASONS`. `obstacles` counts the visits that are possible by themselves
        by the first rule that keeps each out, `causes` all visits in its windows by the first wall
        (see `walls`), `unfit` the CDOs who can never come by the first reason. `supply` compares
        the slots that those who can come may work with those given away. `addition` is what could
        be added without any change though it does not pay, `relaxation` the mildest single change
        that pays, else the mildest that gives a visit: `code`, `cdo`, `field`, `before`, `after`
        and, for both, `slots` gained, `points` spared by the judge (below 0: it costs), the same
        by `parts`, and the `visits` that are added. Either may be None.
        """
        number = self.problem.demand_index[demand]
        asked, served = self.problem.demands[number], self.board.served[number]
        if served >= asked.requested:
            return None
        causes = self._causes(number)
        added = best_addition(self.board, self.walls, number)
        addition = None if added is None else self._judged(number, added, None)
        relaxation = None if addition else self._mildest(number)
        return {
            "demand": asked.id,
            "requested": asked.requested,
            "served": served,
            "reason": self._reason(number, causes, bool(addition), bool(relaxation)),
            "obstacles": _by_rule(causes),
            "causes": dict(causes),
            "unfit": self._unfit(number),
            "supply": self._supply(number),
            "addition": addition,
            "relaxation": relaxation,
        }

    def remedies(self, demand: str, most_of_a_kind: int = 3) -> list[Json]:
        """List single changes that give a demand more, the mildest kinds first.

        Each is written as `relaxation` is in `explain`; of one kind the most useful come first. A
        change counts that gives more slots than adding visits as things are. Raises KeyError for
        an unknown demand.
        """
        number = self.problem.demand_index[demand]
        if self.board.served[number] >= self.problem.demands[number].requested:
            return []
        added = best_addition(self.board, self.walls, number)
        without = added.slots if added else 0
        found: list[Json] = []
        for kind in list_relaxations(self.walls, number):
            helping = (told for told in self._all_of(number, kind) if told["slots"] > without)
            found += islice(helping, most_of_a_kind)
        return found

    def _reason(
        self, number: int, causes: Counter[str], has_room: bool, is_one_change_away: bool
    ) -> str:
        asked = self.problem.demands[number]
        if not self.board.candidates.eligible[number]:
            unfit = self._unfit(number)
            return NOBODY[next((r for r in (DISTANCE, EXCLUDED, LEVEL) if r in unfit), SKILL)]
        if has_room:
            return ROOM_LEFT
        if asked.requested - self.board.served[number] < min(asked.lengths):
            return REST
        return SHORT if is_one_change_away else _closed(causes)

    def _causes(self, number: int) -> Counter[str]:
        """Count the visits of a demand in its windows by the first wall that keeps each out."""
        found: Counter[str] = Counter()
        lengths = self.problem.demands[number].lengths
        for cdo in self.board.candidates.eligible[number]:
            for face in self.walls.faces(number, cdo, lengths):
                left = face.starts & ~face.walls.get(wall.WINDOW, 0)
                for name in (*wall.BY_ITSELF, *wall.RULE_OF):
                    kept_out = left & face.walls.get(name, 0)
                    found[name] += kept_out.bit_count()
                    left ^= kept_out
                found[wall.WAY] += sum(
                    map(self.board.is_too_far, self._options(number, face, left))
                )
        return +found

    def _options(self, number: int, face: wall.Face, starts: int) -> list[Option]:
        per_day = self.problem.grid.slots_per_day
        return [
            Option(number, face.cdo, *divmod(start, per_day), face.length)
            for start in wall.list_starts(starts)
        ]

    def _unfit(self, number: int) -> dict[str, int]:
        cdos = range(len(self.problem.cdos))
        unfit = Counter(find_unfit(self.problem, number, cdo) for cdo in cdos)
        return {reason: count for reason, count in unfit.items() if reason is not None}

    def _supply(self, number: int) -> dict[str, int]:
        cdos = self.board.candidates.eligible[number]
        most = (
            min(self.problem.cdos[c].period_cap, self.board.candidates.available[c].bit_count())
            for c in cdos
        )
        return {"slots": sum(most), "taken": sum(self.board.load[c] for c in cdos)}

    def _mildest(self, number: int) -> Json | None:
        """Find the first kind of change that pays, else the first that gives a visit at all."""
        first = None
        for kind in list_relaxations(self.walls, number):
            best = self._best_of(number, kind)
            if best is not None and best["points"] > 0:
                return best
            first = first or best
        return first

    def _best_of(self, number: int, kind: Collection[Relaxation]) -> Json | None:
        """Find the most useful change of one kind that the judge accepts."""
        return next(self._all_of(number, kind), None)

    def _all_of(self, number: int, kind: Collection[Relaxation]) -> Iterator[Json]:
        """Give the changes of one kind that the judge accepts, the most useful first."""
        tried = []
        for relaxation in kind:
            with loosened(self.walls, relaxation, number) as walls:
                added = best_addition(self.board, walls, number)
            if added is not None:
                tried.append((added, relaxation))
        for added, relaxation in sorted(tried, key=lambda pair: -pair[0].spared):
            judged = self._judged(number, added, relaxation)
            if judged is not None:
                yield _told(self.problem, number, relaxation) | judged

    def _judged(self, number: int, added: Addition, relaxation: Relaxation | None) -> Json | None:
        """Ask the judge, who may find no fault that was not there before."""
        instance = self.problem.instance
        changed = relaxation.applied(instance, number) if relaxation else instance
        before = self.judge.judge(number, added.options)
        after = self.judge.judge_with(changed, number, added.options)
        if Counter(after["broken"]) - Counter(before["broken"]):
            return None
        parts: Counter[str] = Counter(before["components"])
        parts.subtract(after["components"])
        return {
            "slots": added.slots,
            "points": sum(parts.values()),
            "parts": {part: points for part, points in parts.items() if points},
            "visits": self.problem.plan(added.options).to_json()["visits"],
        }


def readable(board: Board, plan: Plan) -> list[Option]:
    """Give the visits that can stand on a board: possible by themselves, no two on a slot."""
    taken: set[tuple[int, int]] = set()
    found = []
    for option in sorted(set(board.problem.options(plan.visits))):
        day = (option.demand, option.day)
        if board.candidates.is_possible(option) and day not in taken:
            taken.add(day)
            found.append(option)
    return found


def _by_rule(causes: Counter[str]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for name, rule in wall.RULE_OF.items():
        found[rule] += causes[name]
    return dict(+found)


def _closed(causes: Counter[str]) -> str:
    """Name what keeps visits out when no single change helps."""
    rules = {name: causes[name] for name in wall.RULE_OF if causes[name]}
    if not rules:
        return FROZEN if causes[wall.FROZEN] else APART
    return WAY if max(rules, key=lambda name: rules[name]) == wall.WAY else EXHAUSTED


def _told(problem: Problem, number: int, relaxation: Relaxation) -> Json:
    after = relaxation.after if relaxation.told is None else relaxation.told
    before = relaxation.before(problem.instance, number)
    return {
        "code": relaxation.code,
        "cdo": None if relaxation.cdo is None else problem.cdos[relaxation.cdo].id,
        "field": relaxation.field,
        "before": None if relaxation.field == "available" else _json(before),
        "after": _json(after),
    }


def _json(value: Any) -> Any:
    """Write a field's value as JSON."""
    if isinstance(value, tuple):
        return [_json(item) for item in value]
    return value.model_dump() if hasattr(value, "model_dump") else value
