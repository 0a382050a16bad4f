"""Whether a run leaves what is published where it is: the pages say so, with the way to lift it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from cdo_share.planning.board.applying import Board, moves_freely
from cdo_share.planning.models import Run, RunKind
from cdo_share.web.extensions import db


def is_held(run: Run, board: Board) -> bool:
    """Say whether a run, once begun, moves no more than its event gives reason for."""
    if not _may_be_held(run, board):
        return False
    first = Run.instance["published"][0]["demand"].as_string()
    return db.session.scalar(select(first).where(Run.id == run.id)) is not None


def was_held(run: Run, board: Board, instance: Mapping[str, Any]) -> bool:
    """Say the same of a run whose question is read already."""
    return _may_be_held(run, board) and bool(instance["published"])


def _may_be_held(run: Run, board: Board) -> bool:
    return run.kind is RunKind.SEARCH and not moves_freely(board)
