"""What the coordinator's choices do to the solver's question; pure.

A board is a mapping {code: {"mode": …, "percent": …}} of what is not as usual; `percent` of the
usual points, of a rule that is wished.
"""

from collections.abc import Mapping
from typing import Any

from cdo_share.core.errors import Fault, InvalidInput
from cdo_share.core.i18n import N_
from cdo_share.planning.board.demand_changes import DEMAND_CHANGES, Choice, change_demands
from cdo_share.planning.board.rules import BOARD, RULES, Mode, Rule
from solver import edit
from solver.edits import FORMAT as EDITS_FORMAT

Json = dict[str, Any]
Board = Mapping[str, Mapping[str, Any]]
USUAL_PERCENT = 100
MOST_PERCENT = 1000


def read_board(board: Board) -> dict[str, dict[str, Any]]:
    """Return the board without what is as usual; raises InvalidInput with every fault."""
    faults = [fault for code, choice in board.items() for fault in _faults(code, choice)]
    if faults:
        raise InvalidInput(*faults)
    choices = {rule.code: _choice(rule, board) for rule in BOARD if rule.code in board}
    return {code: choice for code, choice in choices.items() if choice != _usual(RULES[code])}


def _choice(rule: Rule, board: Board) -> dict[str, Any]:
    """Return the choice for a rule; only what is wished and priced has a weight."""
    mode = mode_of(board, rule.code)
    is_priced = mode is Mode.WISHED and rule.weight is not None
    percent = percent_of(board, rule.code) if is_priced else USUAL_PERCENT
    return {"mode": mode.value, "percent": percent}


def _usual(rule: Rule) -> dict[str, Any]:
    return {"mode": rule.modes[0].value, "percent": USUAL_PERCENT}


def mode_field(code: str) -> str:
    """Return the name of the field in which the mode of a rule is chosen."""
    return f"{code}_mode"


def percent_field(code: str) -> str:
    """Return the name of the field in which the weight of a rule is chosen."""
    return f"{code}_percent"


def _faults(code: str, choice: Mapping[str, Any]) -> list[Fault]:
    if code not in RULES:
        return [Fault(code, N_("There is no such rule."))]
    found = []
    if choice.get("mode", RULES[code].modes[0]) not in RULES[code].modes:
        found.append(Fault(mode_field(code), N_("Choose one of the ways offered for this rule.")))
    percent = choice.get("percent", USUAL_PERCENT)
    if not isinstance(percent, int) or not 0 <= percent <= MOST_PERCENT:
        sentence = N_("Choose a weight from 0 to %(most)d per cent.")
        found.append(Fault(percent_field(code), sentence, {"most": MOST_PERCENT}))
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
    prefers = mode_of(board, "preferred") is not Mode.OFF
    for code in DEMAND_CHANGES:
        mode = mode_of(board, code)
        if mode is not RULES[code].modes[0]:
            changed = change_demands(changed, code, Choice(mode, prefers))
    edits = _loosenings(board) + _weights(changed, board)
    if not edits:
        return changed
    document = {"format": EDITS_FORMAT, "name": instance["name"], "edits": edits}
    return edit(changed, document).to_json()


def moves_freely(board: Board) -> bool:
    """Say whether a run may move what is published as it likes."""
    return mode_of(board, "few_changes") is Mode.OFF


def _loosenings(board: Board) -> list[Json]:
    return [
        {"op": "rule_off", "rule": rule.loosening}
        for rule in BOARD
        if rule.loosening and mode_of(board, rule.code) is Mode.OFF
    ]


def _weights(instance: Json, board: Board) -> list[Json]:
    """Return the edit of the points that are not as usual."""
    shares = {rule.weight: _share(rule, board) for rule in BOARD if rule.weight}
    points = {
        part: _scaled(instance["weights"][part], share)
        for part, share in shares.items()
        if share != USUAL_PERCENT
    }
    return [{"op": "set_weights", "weights": points}] if points else []


def _share(rule: Rule, board: Board) -> int:
    """Return the share of its usual points that a rule costs.

    What is strict keeps its price: it is paid only where the past breaks the rule already.
    """
    mode = mode_of(board, rule.code)
    if mode is Mode.OFF:
        # Impossible half-days that are wished away are priced as those not preferred.
        is_needed = rule.code == "preferred" and mode_of(board, "impossible") is Mode.WISHED
        return USUAL_PERCENT if is_needed else 0
    return percent_of(board, rule.code) if mode is Mode.WISHED else USUAL_PERCENT


def _scaled(points: int, percent: int) -> int:
    """Return the points, at least 1 unless the share is nothing."""
    return max(1, round(points * percent / USUAL_PERCENT)) if percent else 0
