"""What the coordinator's choices do to the solver's question; pure.

A board is a mapping {code: {"mode": …, "percent": …}} of what is not as usual; `percent` of the
usual points, of a rule that is wished.
"""

from collections.abc import Callable, Mapping
from itertools import product
from typing import Any

from cdo_share.core.errors import Fault, InvalidInput
from cdo_share.core.i18n import N_
from cdo_share.planning.board.rules import BOARD, RULES, Mode, Rule
from solver import edit

Json = dict[str, Any]
Board = Mapping[str, Mapping[str, Any]]
USUAL_PERCENT = 100
MOST_PERCENT = 1000
EDITS_FORMAT = "cdo-timeshare-edits/1"


def read_board(board: Board) -> dict[str, dict[str, Any]]:
    """Return the board without what is as usual; raises InvalidInput with every fault."""
    faults = [fault for code, choice in board.items() for fault in _faults(code, choice)]
    if faults:
        raise InvalidInput(*faults)
    choices = {code: (mode_of(board, code), percent_of(board, code)) for code in board}
    return {
        code: {"mode": mode.value, "percent": percent}
        for code, (mode, percent) in choices.items()
        if (mode, percent) != (RULES[code].modes[0], USUAL_PERCENT)
    }


def _faults(code: str, choice: Mapping[str, Any]) -> list[Fault]:
    if code not in RULES:
        return [Fault(code, N_("There is no such rule."))]
    found = []
    if choice.get("mode", RULES[code].modes[0]) not in RULES[code].modes:
        found.append(Fault(code, N_("Choose one of the ways offered for this rule.")))
    percent = choice.get("percent", USUAL_PERCENT)
    if not isinstance(percent, int) or not 0 <= percent <= MOST_PERCENT:
        sentence = N_("Choose a weight from 0 to %(most)d per cent.")
        found.append(Fault(f"{code}-percent", sentence, {"most": MOST_PERCENT}))
    return found


def mode_of(board: Board, code: str) -> Mode:
    """Return the mode of a rule on a board."""
    return Mode(board.get(code, {}).get("mode", RULES[code].modes[0]))


def percent_of(board: Board, code: str) -> int:
    """Return the weight of a rule on a board, in per cent of the usual points."""
    return int(board.get(code, {}).get("percent", USUAL_PERCENT))


def with_board(instance: Json, board: Board) -> Json:
    """Return the question with the board's choices in it; the given one is left as it is."""
    changed = dict(instance)
    for code, change in _CHANGES.items():
        mode = mode_of(board, code)
        if mode is not RULES[code].modes[0]:
            changed = {**changed, "demands": [change(d, changed, mode) for d in changed["demands"]]}
    edits = _loosenings(board) + _weights(changed, board)
    if not edits:
        return changed
    document = {"format": EDITS_FORMAT, "name": instance["name"], "edits": edits}
    return edit(changed, document).to_json()


def _loosenings(board: Board) -> list[Json]:
    return [
        {"op": "rule_off", "rule": rule.loosening}
        for rule in BOARD
        if rule.loosening and mode_of(board, rule.code) is Mode.OFF
    ]


def _weights(instance: Json, board: Board) -> list[Json]:
    """Return the edit of the points; a part that two rules price gets the larger share."""
    shares: dict[str, int] = {}
    for rule in BOARD:
        if rule.weight:
            share = _share(rule, board)
            shares[rule.weight] = max(share, shares.get(rule.weight, 0))
    points = {
        part: _scaled(instance["weights"][part], share)
        for part, share in shares.items()
        if share != USUAL_PERCENT
    }
    return [{"op": "set_weights", "weights": points}] if points else []


def _share(rule: Rule, board: Board) -> int:
    """Return the share of its usual points that a rule costs: nothing when it is off or strict."""
    return percent_of(board, rule.code) if mode_of(board, rule.code) is Mode.WISHED else 0


def _scaled(points: int, percent: int) -> int:
    """Return the points, at least 1 unless the share is nothing."""
    return max(1, round(points * percent / USUAL_PERCENT)) if percent else 0


def _starts(instance: Json) -> list[list[int]]:
    return [[weekday, slot] for weekday, slot in product(range(5), range(len(instance["slots"])))]


def _impossible(demand: Json, instance: Json, mode: Mode) -> Json:
    """Open impossible half-days; wished: as ones that are not preferred."""
    if not demand["forbidden"]:
        return demand
    opened = {**demand, "forbidden": []}
    if mode is Mode.WISHED and not demand["preferred"]:
        opened["preferred"] = [s for s in _starts(instance) if s not in demand["forbidden"]]
    return opened


def _preferred(demand: Json, instance: Json, mode: Mode) -> Json:
    """Forbid what is not preferred; a demand that prefers nothing stays as it is."""
    if mode is not Mode.STRICT or not demand["preferred"]:
        return demand
    touched = {
        (weekday, slot + more)
        for weekday, slot in demand["preferred"]
        for more in range(max(demand["lengths"]))
    }
    rest = [start for start in _starts(instance) if tuple(start) not in touched]
    return {**demand, "forbidden": sorted(rest + [f for f in demand["forbidden"] if f not in rest])}


def _one_cdo(demand: Json, _instance: Json, mode: Mode) -> Json:
    return {**demand, "max_cdos": 1} if mode is Mode.STRICT else demand


def _same_cdo(demand: Json, instance: Json, mode: Mode) -> Json:
    if mode is not Mode.STRICT or demand["previous_cdo"] is None:
        return demand
    others = {cdo["id"] for cdo in instance["cdos"]} - {demand["previous_cdo"]}
    return {**demand, "excluded": sorted(others.union(demand["excluded"]))}


_CHANGES: Mapping[str, Callable[[Json, Json, Mode], Json]] = {
    "impossible": _impossible,
    "preferred": _preferred,
    "one_cdo": _one_cdo,
    "same_cdo": _same_cdo,
}
