"""What a run was asked beyond its period, in words; pure."""

from collections.abc import Mapping
from typing import Any

from babel.lists import format_list
from flask_babel import gettext

from cdo_share.planning.board.applying import USUAL_PERCENT, Board, mode_of, percent_of
from cdo_share.planning.board.rules import BOARD, Mode, Rule
from cdo_share.planning.models import Run, RunKind
from cdo_share.planning.question import NO_QUESTION, Question
from cdo_share.web.formats import percent_text
from cdo_share.web.languages import language


def run_title(run: Run) -> str:
    """Return the name of a run, or its number."""
    return run.name or str(gettext("Allocation %(number)d", number=run.id))


def kind_words(kind: RunKind, question: Question = NO_QUESTION) -> str:
    """Return what a run is for in words; of repairs, whether one tries a remedy."""
    if kind is RunKind.REPAIR and question.tries_remedy:
        return str(gettext("Trial of a remedy"))
    texts = {
        RunKind.SEARCH: gettext("Allocation"),
        RunKind.REPAIR: gettext("Repair"),
        RunKind.BY_HAND: gettext("Arranged by hand"),
        RunKind.WHAT_IF: gettext("What if"),
        RunKind.WHY_NOT: gettext("Why not"),
        RunKind.PRICES: gettext("Prices of time"),
        RunKind.CURVE: gettext("Changes and gains"),
    }
    return str(texts[kind])


def board_lines(board: Board) -> list[tuple[str, str]]:
    """Return what is not as usual: the rule, and what holds instead."""
    return [(str(gettext(rule.title)), _words(rule, board)) for rule in BOARD if rule.code in board]


def _words(rule: Rule, board: Board) -> str:
    mode, percent = mode_of(board, rule.code), percent_of(board, rule.code)
    if mode is Mode.STRICT:
        return str(gettext("Strict"))
    if mode is Mode.OFF:
        return str(gettext("Off"))
    if percent == USUAL_PERCENT:
        return str(gettext("Wished"))
    return str(gettext("Wished, counts %(percent)s", percent=percent_text(percent / 100)))


def wishes_text(board: Board) -> str:
    """Return what counts after the hours served, in words; empty where nothing does."""
    texts = {
        "same_cdo": gettext("the same CDO as before"),
        "rhythm": gettext("the usual moment"),
        "preferred": gettext("preferred half-days"),
        "kilometres": gettext("short ways"),
    }
    wished = [text for code, text in texts.items() if mode_of(board, code) is Mode.WISHED]
    return format_list(wished, locale=language()) if wished else ""


def board_text(board: Board) -> str:
    """Return what is not as usual in one line; empty when all is."""
    lines = [
        str(gettext("“%(rule)s”: %(mode)s", rule=rule, mode=mode.lower()))
        for rule, mode in board_lines(board)
    ]
    return ", ".join(lines)


def count_words(board: Mapping[str, Any]) -> int:
    """Return how many rules are not as usual."""
    return sum(rule.code in board for rule in BOARD)
