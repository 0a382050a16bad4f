"""Two who open, change, close or answer rounds at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from functools import partial
from time import sleep

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from cdo_share.core.grid import GridKind
from cdo_share.core.orm import transaction
from cdo_share.demands.models import Demand
from cdo_share.demands.service import submit_demand
from cdo_share.rounds.member_answers import say_nothing_needed
from cdo_share.rounds.models import ClosedDay, MemberAnswer, Period
from cdo_share.rounds.opening import open_round
from cdo_share.rounds.service import add_closed_day, lock_period, open_period
from cdo_share.rounds.wish import RoundWish
from tests.demands.wishes import a_wish
from tests.factories import a_groupement, a_member, a_period
from tests.publishing.conftest import own_engine  # noqa: F401 - a fixture
from tests.races import Act, race

STARTS_ON, ENDS_ON = date(2027, 5, 3), date(2027, 5, 28)


def a_groupement_of(engine: Engine) -> int:
    """Return the number of a new groupement that is really stored."""
    with Session(engine) as session, transaction(session):
        return a_groupement(session).id


def a_round_of(engine: Engine) -> dict[str, int]:
    """Return how services name a member and the period of an open round."""
    with Session(engine) as session, transaction(session):
        groupement = a_groupement(session)
        member = a_member(session, groupement)
        period = a_period(session, groupement)
        whose = {"groupement_id": member.groupement_id, "member_id": member.id}
        return whose | {"period_id": period.id}


def count_rows(engine: Engine, model: type) -> int | None:
    """Return how many rows of a table there are."""
    with Session(engine) as session:
        return session.scalar(select(func.count()).select_from(model))


def end_while_closing(engine: Engine, keys: dict[str, int], act: Act) -> list[str]:
    """Return how an act ended that began while somebody closed the round."""
    period = {name: keys[name] for name in ("groupement_id", "period_id")}
    with Session(engine) as closing, ThreadPoolExecutor(1) as pool:
        lock_period(closing, **period)
        ended = pool.submit(race, engine, [act])
        sleep(0.3)
        closing.commit()
        return ended.result()


def test_no_demand_gets_into_a_round_that_is_being_closed(
    own_engine: Engine,  # noqa: F811
    now: datetime,
) -> None:
    keys = a_round_of(own_engine)
    submit = partial(submit_demand, **keys, wish=a_wish(), now=now)

    assert end_while_closing(own_engine, keys, submit) == ["Conflict"]
    assert count_rows(own_engine, Demand) == 0


def test_no_answer_gets_into_a_round_that_is_being_closed(
    own_engine: Engine,  # noqa: F811
    now: datetime,
) -> None:
    keys = a_round_of(own_engine)
    say = partial(say_nothing_needed, **keys, person_id=None, now=now)

    assert end_while_closing(own_engine, keys, say) == ["Conflict"]
    assert count_rows(own_engine, MemberAnswer) == 0


def test_nothing_this_time_twice_at_once_is_said_once(
    own_engine: Engine,  # noqa: F811
    now: datetime,
) -> None:
    say = partial(say_nothing_needed, **a_round_of(own_engine), person_id=None, now=now)

    assert race(own_engine, [say, say]) == ["done", "done"]
    assert count_rows(own_engine, MemberAnswer) == 1


def test_overlapping_periods_at_once_leave_one(own_engine: Engine) -> None:  # noqa: F811
    dates = {"starts_on": STARTS_ON, "ends_on": ENDS_ON, "grid_kind": GridKind.HALF_DAY}
    whose = {"groupement_id": a_groupement_of(own_engine)}
    acts = [partial(open_period, **whose, name=name, **dates) for name in ("B", "C")]

    assert race(own_engine, acts) == ["InvalidInput", "done"]
    assert count_rows(own_engine, Period) == 1


def test_one_round_opened_twice_at_once_is_opened_once(
    own_engine: Engine,  # noqa: F811
    now: datetime,
) -> None:
    wish = RoundWish(
        name="Printemps",
        starts_on=STARTS_ON,
        ends_on=ENDS_ON,
        grid_kind=GridKind.HALF_DAY,
        closes_on=date(2027, 4, 9),
    )
    groupement_id = a_groupement_of(own_engine)
    act = partial(
        open_round, groupement_id=groupement_id, wish=wish, today=date(2027, 3, 1), now=now
    )

    assert race(own_engine, [act, act]) == ["InvalidInput", "done"]
    assert count_rows(own_engine, Period) == 1


def test_one_day_closed_twice_at_once_is_closed_once(own_engine: Engine) -> None:  # noqa: F811
    groupement_id = a_groupement_of(own_engine)
    act = partial(add_closed_day, groupement_id=groupement_id, day=STARTS_ON, name="Pont")

    assert race(own_engine, [act, act]) == ["InvalidInput", "done"]
    assert count_rows(own_engine, ClosedDay) == 1
