"""What large tables cost: statements that grow with the lines and no faster, and seconds."""

import time

import pytest
from sqlalchemy import Engine

from cdo_share.exchange.models import TableKind
from tests.exchange.desk import Desk, places
from tests.exchange.many import a_long_period, demands_file, members_file
from tests.statements import recorded_statements

MOST_STATEMENTS_A_MEMBER = 3
MOST_STATEMENTS_A_DEMAND = 2
MOST_SECONDS = 20  # of the processor: how busy the machine is else does not count


def count_statements(desk: Desk, kind: TableKind, data: bytes, period_id: int | None) -> int:
    with recorded_statements(desk.session) as statements:
        desk.bring_in(kind, data, period_id=period_id)
    return len(statements)


def test_previews_take_as_many_statements_whatever_the_number_of_lines(desk: Desk) -> None:
    period_id = a_long_period(desk).id
    desk.bring_in(TableKind.MEMBERS, members_file(30))
    counts = []

    for kind, few, many in (
        (TableKind.MEMBERS, members_file(3), members_file(60)),
        (TableKind.DEMANDS, demands_file(3, 3), demands_file(60, 30)),
    ):
        for data in (few, many):
            draft = desk.begin(kind, data, period_id=period_id)
            desk.session.flush()
            with recorded_statements(desk.session) as statements:
                desk.look(draft)
            counts.append(len(statements))

    assert counts[0] == counts[1] <= 5
    assert counts[2] == counts[3] <= 10


def test_statements_grow_with_the_lines_and_no_faster(desk: Desk) -> None:
    period_id = a_long_period(desk).id

    members = count_statements(desk, TableKind.MEMBERS, members_file(150), None)
    demands = count_statements(desk, TableKind.DEMANDS, demands_file(165, 150), period_id)

    assert members <= MOST_STATEMENTS_A_MEMBER * 150 + 20
    assert demands <= MOST_STATEMENTS_A_DEMAND * 165 + 40


@pytest.mark.long
def test_fifteen_hundred_members_with_their_demands_take_seconds(
    desk: Desk, engine: Engine
) -> None:
    if engine.dialect.name != "sqlite":
        pytest.skip("the target is stated for SQLite")
    period_id = a_long_period(desk).id
    began = time.process_time()

    desk.bring_in(TableKind.MEMBERS, members_file(1500))
    after_members = time.process_time()
    faulty = desk.preview(
        TableKind.DEMANDS, demands_file(1650, 1500, faulty=True), period_id=period_id
    )
    desk.bring_in(TableKind.DEMANDS, demands_file(1650, 1500), period_id=period_id)

    total = time.process_time() - began
    print(f"members {after_members - began:.1f} s, demands {total - after_members + began:.1f} s")
    assert len(places(faulty)) == 1650
    assert total < MOST_SECONDS
