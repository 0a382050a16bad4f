"""How long a look at a large round takes, in paces of the machine; printed with `pytest -s`."""

import time
from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from cdo_share.planning.readiness.look import look_at_period
from tests.pace import measure_pace
from tests.planning.readiness.crowd import a_crowd


@pytest.mark.parametrize(
    ("members", "demands", "cdos", "most_paces"),
    [(150, 165, 20, 6.0), (1_500, 1_650, 60, 40.0)],
)
def test_look_at_a_groupement_in_one_commune_is_quick(
    session: Session, now: datetime, members: int, demands: int, cdos: int, most_paces: float
) -> None:
    period = a_crowd(session, members=members, demands=demands, cdos=cdos)
    pace = measure_pace()
    began = time.process_time()

    look = look_at_period(session, period.groupement_id, period.id, now=now)

    seconds = time.process_time() - began
    told = f"{seconds:.2f} s, {seconds / pace:.1f} paces"
    print(f"{members} members, {demands} demands, {cdos} CDOs: {told}")
    assert len(look.facts.members) == members
    assert seconds < most_paces * pace
