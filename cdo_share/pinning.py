"""Adding constraints as an act that is refused when they cannot be kept: then nothing is done."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from cdo_share.core.errors import Conflict
from cdo_share.core.i18n import N_
from cdo_share.planning.board.applying import with_board
from cdo_share.planning.breaches import Breach
from cdo_share.planning.clashes import find_clashes, find_idle
from cdo_share.planning.constraint_queries import list_constraints
from cdo_share.planning.constraints import with_constraints
from cdo_share.today import ask_as_it_stands

Json = Mapping[str, Any]


class CannotKeep(Conflict):
    """What was to be kept contradicts the data, or what is kept already.

    `breaches` say which rules, `instance` is the question that they are about.
    """

    def __init__(self, instance: Json, breaches: list[Breach]) -> None:
        self.instance, self.breaches = instance, breaches
        super().__init__(N_("This cannot be kept: no allocation of the period could respect it."))


@contextmanager
def keepable(
    session: Session,
    groupement_id: int,
    period_id: int,
    *,
    now: datetime,
    board: Json | None = None,
) -> Iterator[None]:
    """Let constraints be added inside; raises CannotKeep where one of them cannot be kept.

    `board`: rules that are put off or loosened where they are to be kept. The caller's transaction
    is to end with the refusal.
    """
    keys = groupement_id, period_id
    stands = ask_as_it_stands(
        session, *keys, name="pins", now=now, is_weighed=False, is_bound=False
    )
    plain = with_board(stands, board or {})
    rows = list_constraints(session, *keys)
    before = Counter(find_clashes(with_constraints(plain, rows), rows))
    known = {row.id for row in rows}
    yield
    rows = list_constraints(session, *keys)
    after = with_constraints(plain, rows)
    new = Counter(find_clashes(after, rows)) - before
    found = [*new.elements(), *find_idle(after, [row for row in rows if row.id not in known])]
    if found:
        raise CannotKeep(after, found)
