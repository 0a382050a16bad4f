"""How long a look at a large round takes, by processor time; printed with `pytest -s`."""

import time
from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from cdo_share.planning.readiness.look import look_at_period
from tests.planning.readiness.crowd import a_crowd


@pytest.mark.parametrize(
    ("members", "demands", "cdos", "most_seconds"),
    [(150, 165, 20, 1.0), (1_500, 1_650, 60, 3.0)],
)
def test_look_at_a_groupement_in_one_commune_is_quick(
    session: Session, now: datetime, members: int, demands: int, cdos: int, most_seconds: float
) -> None:
    period = a_crowd(session, members=members, demands=demands, cdos=cdos)
    began = time.process_time()

    look = look_at_period(session, period.groupement_id, period.id, now=now)

    seconds = time.process_time() - began
    print(f"{members} members, {demands} demands, {cdos} CDOs: {seconds:.2f} s")
    assert len(look.facts.members) == members
    assert seconds < most_seconds
