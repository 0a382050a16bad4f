"""One form sent twice at the same moment, by two taps or from two browsers."""

from datetime import datetime
from functools import partial

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from cdo_share.core.orm import transaction
from cdo_share.demands.drafts import drop_draft, hold_draft, put_aside
from cdo_share.demands.models import Demand, DemandDraft
from cdo_share.demands.service import submit_demand
from tests.demands.wishes import a_wish
from tests.publishing.conftest import own_engine  # noqa: F401 - a fixture
from tests.races import race
from tests.rounds.test_races import a_round_of, count_rows


def test_one_sending_twice_at_once_makes_one_demand(
    own_engine: Engine,  # noqa: F811
    now: datetime,
) -> None:
    keys = a_round_of(own_engine)
    act = partial(submit_demand, **keys, wish=a_wish(), now=now, once_key="a")

    assert race(own_engine, [act, act]) == ["done", "done"]
    assert count_rows(own_engine, Demand) == 1


def test_one_form_put_aside_twice_at_once_makes_one_draft(
    own_engine: Engine,  # noqa: F811
    now: datetime,
) -> None:
    keys = a_round_of(own_engine)
    act = partial(put_aside, **keys, answers={"title": "Site"}, now=now, once_key="a")

    assert race(own_engine, [act, act]) == ["done", "done"]
    assert count_rows(own_engine, DemandDraft) == 1


def test_one_draft_sent_twice_at_once_makes_one_demand(
    own_engine: Engine,  # noqa: F811
    now: datetime,
) -> None:
    keys = a_round_of(own_engine)
    whose = {name: keys[name] for name in ("groupement_id", "member_id")}
    with Session(own_engine) as session, transaction(session):
        draft_id = put_aside(session, **keys, answers={"title": "Site"}, now=now).id

    def send(session: Session) -> None:
        draft = hold_draft(session, **whose, draft_id=draft_id)
        submit_demand(session, **keys, wish=a_wish(), now=now)
        drop_draft(session, draft)

    assert race(own_engine, [send, send]) == ["NotFound", "done"]
    with Session(own_engine) as session:
        assert session.scalar(select(func.count()).select_from(Demand)) == 1
