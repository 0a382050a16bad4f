"""Requests that exist survive the migration that lets a visit be kept, there and back."""

from datetime import datetime
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Engine, inspect, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from cdo_share.core.orm import transaction
from cdo_share.migrations import configuration, upgrade
from cdo_share.proposals.answering import Wish
from cdo_share.proposals.models import ProposalRequest, Reason, RequestState
from tests.proposals.conftest import a_table
from tests.proposals.test_answering import before, keep, wish_for

REQUESTS = "proposal_request"


def stored(engine: Engine) -> list[dict[str, Any]]:
    """Return every request as it is stored."""
    with engine.connect() as connection:
        rows = connection.execute(text(f"SELECT * FROM {REQUESTS} ORDER BY id"))  # noqa: S608
        return [dict(row) for row in rows.mappings()]


def shape(engine: Engine) -> tuple[set[str], set[str], int]:
    """Return the names of checks and indexes, and how many keys lead to other tables."""
    found = inspect(engine)
    return (
        {str(one["name"]) for one in found.get_check_constraints(REQUESTS)},
        {
            str(one["name"])
            for one in found.get_indexes(REQUESTS)
            if "duplicates_constraint" not in one
        },
        len(found.get_foreign_keys(REQUESTS)),
    )


def ask_to_keep(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text(f"UPDATE {REQUESTS} SET reason = 'keep'"))  # noqa: S608


def test_requests_survive_the_reason_that_came_later(own_engine: Engine, now: datetime) -> None:
    with Session(own_engine) as session, transaction(session):
        table = a_table(session, now)
        wish_for(session, table, table.zoe, now, Wish(table.monday, Reason.BUSY, note="Salon"))
        keep(session, table, table.biscuits, now, before(session, table))
    requests, looks = stored(own_engine), shape(own_engine)
    assert [one["reason"] for one in requests] == ["busy", "keep"]
    assert looks[1] == {str(one.name) for one in ProposalRequest.__table__.indexes}

    command.downgrade(configuration(own_engine), "0015")

    older = [requests[0], requests[1] | {"reason": "other"}]
    assert (stored(own_engine), shape(own_engine)) == (older, looks)
    with pytest.raises(IntegrityError, match="reason"):
        ask_to_keep(own_engine)

    upgrade(own_engine)

    assert (stored(own_engine), shape(own_engine)) == (older, looks)
    ask_to_keep(own_engine)
    assert [one["reason"] for one in stored(own_engine)] == ["keep", "keep"]


def test_requests_whose_proposal_ended_wait_no_longer(own_engine: Engine, now: datetime) -> None:
    with Session(own_engine) as session, transaction(session):
        table = a_table(session, now)
        wish_for(session, table, table.zoe, now, Wish(table.monday, Reason.BUSY))
        party = table.biscuits
        settled = ProposalRequest.settled_at
        wish_for(session, table, party, now, Wish(table.monday, Reason.BUSY))
        session.execute(
            update(ProposalRequest)
            .where(ProposalRequest.party_id == party.id)
            .values({ProposalRequest.state: RequestState.OVERTAKEN, settled: now})
        )
    looks = shape(own_engine)

    command.downgrade(configuration(own_engine), "0020")

    assert [one["state"] for one in stored(own_engine)] == ["open", "withdrawn"]
    with own_engine.begin() as connection:
        connection.execute(text("UPDATE proposal SET state = 'withdrawn', ended_at = sent_at"))
    upgrade(own_engine)

    rows = stored(own_engine)
    assert [one["state"] for one in rows] == ["overtaken", "withdrawn"]
    assert [one["settled_at"] for one in rows] == [rows[1]["settled_at"]] * 2
    assert shape(own_engine) == looks
