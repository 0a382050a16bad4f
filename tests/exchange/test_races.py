"""The same import confirmed twice at the same moment, and one table sent by two people."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Groupement, Member, Person
from cdo_share.core.orm import transaction
from cdo_share.exchange.models import TableKind
from cdo_share.exchange.service import Prepared, carry_out
from tests.exchange.desk import Desk
from tests.exchange.many import members_file
from tests.factories import a_groupement, a_person
from tests.publishing.conftest import own_engine  # noqa: F401 - a fixture
from tests.races import race

LINES = 20


@pytest.fixture
def desk_numbers(own_engine: Engine) -> tuple[int, int]:  # noqa: F811
    """Return the numbers of a groupement and of somebody who imports into it."""
    with Session(own_engine) as session, transaction(session):
        return a_groupement(session).id, a_person(session).id


def prepared(engine: Engine, numbers: tuple[int, int], now: datetime) -> Prepared:
    """Return an import of new members, ready to be written."""
    with Session(engine) as session, transaction(session):
        groupement = session.get_one(Groupement, numbers[0])
        desk = Desk(session, groupement, session.get_one(Person, numbers[1]), now)
        return desk.prepare(desk.begin(TableKind.MEMBERS, members_file(LINES)))


def writer(one: Prepared, person_id: int, now: datetime) -> Callable[[Session], object]:
    return lambda session: carry_out(session, one, person_id=person_id, now=now)


@pytest.mark.parametrize(("drafts", "refusal"), [(1, "NotFound"), (2, "Moved")])
def test_of_two_who_import_the_same_at_once_one_writes(
    own_engine: Engine,  # noqa: F811
    desk_numbers: tuple[int, int],
    now: datetime,
    drafts: int,
    refusal: str,
) -> None:
    ready = [prepared(own_engine, desk_numbers, now) for _ in range(drafts)] * (3 - drafts)
    acts = [writer(one, desk_numbers[1], now) for one in ready]

    assert race(own_engine, acts) == sorted([refusal, "done"])
    with Session(own_engine) as session:
        assert session.scalar(select(func.count()).select_from(Member)) == LINES
