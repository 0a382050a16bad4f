"""What the search finds for the demonstration keeps the law, which knows nothing of the search."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

import solver
from cdo_share.accounts.models import Engagement
from cdo_share.core.grid import GridKind
from cdo_share.legal.parameters import LAW
from cdo_share.legal.reading import StatedVisit, Work
from cdo_share.legal.verdict import LegalVerdict, judge_work
from cdo_share.planning.instance import build_instance
from cdo_share.planning.instance_parts import number_of
from cdo_share.rounds.models import Period
from cdo_share.rounds.queries import list_periods
from cdo_share.seeding.files import read_seed
from cdo_share.seeding.load import load_seed

SEED = Path(__file__).resolve().parents[2] / "seeds" / "morbihan"
OPTIONS = solver.Options(time_limit_seconds=2, workers=1, seed=1)


def places_of(instance: dict[str, Any]) -> dict[str, tuple[int, bool]]:
    """Return the site of each demand, and whether one goes there, by its name in the question."""
    return {
        demand["id"]: (number_of(demand["site"]), demand["on_site"])
        for demand in instance["demands"]
    }


def judge(session: Session, period: Period, now: datetime) -> LegalVerdict:
    instance = build_instance(
        session, groupement_id=period.groupement_id, period_id=period.id, name="demonstration"
    )
    plan = solver.solve(solver.read_instance(instance), OPTIONS).plan
    places = places_of(instance)
    visits = [
        StatedVisit(
            engagement_id=number_of(visit["cdo"]),
            day=date.fromisoformat(visit["day"]),
            slot=visit["slot"],
            length=visit["length"],
            grid_kind=period.grid_kind,
            is_on_site=places[visit["demand"]][1],
            site_id=places[visit["demand"]][0],
        )
        for visit in plan.to_json()["visits"]
    ]
    work = Work(visits=visits, first=period.starts_on, last=period.ends_on)
    return judge_work(session, period.groupement_id, work, law=LAW, now=now)


@pytest.mark.parametrize("grid", GridKind)
def test_plan_of_the_demonstration_blocks_nothing(
    session: Session, now: datetime, grid: GridKind
) -> None:
    seed = read_seed(SEED)
    object.__setattr__(seed.period, "grid", grid.value)
    groupement = load_seed(session, seed, now=now)
    (period,) = list_periods(session, groupement.id)

    verdict = judge(session, period, now)

    cdos = session.scalars(
        select(Engagement.id).where(Engagement.groupement_id == groupement.id)
    ).all()
    assert sorted(verdict.home_minutes) == sorted(cdos)
    assert [(one.rule, one.day, one.measured) for one in verdict.blocking] == []
