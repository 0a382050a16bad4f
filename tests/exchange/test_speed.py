"""What large tables cost: statements that grow with the lines and no faster, and seconds."""

import io
import re
import time
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Invitation, Member, RoleKind
from cdo_share.core.orm import transaction
from cdo_share.core.outbox import OutboxMail
from cdo_share.demands.models import Demand
from cdo_share.exchange.models import TableKind
from tests.exchange.desk import Desk, places
from tests.exchange.many import a_long_period, demands_file, members_file
from tests.factories import a_groupement, a_period, a_person, a_role
from tests.site import a_site
from tests.statements import recorded_statements

MOST_STATEMENTS_A_MEMBER = 3
MOST_STATEMENTS_A_DEMAND = 2
FIRST, LAST = date(2027, 1, 4), date(2027, 4, 2)
MOST_SECONDS_LOCKED = 2  # of the processor: for so long nobody else may write
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


def bring_in(browser: FlaskClient, data: bytes, **answers: str) -> float:
    """Import a file by the pages; return the seconds of the clock until the answer."""
    form = {"period": "0", "file": (io.BytesIO(data), "table.csv")} | answers
    address = browser.post("/coordination/armor/tableaux/imports", data=form).location
    seen = re.findall(r'name="seen" value="([0-9a-f]+)"', browser.get(address).text)[0]
    began = time.perf_counter()
    answer = browser.post(address, data={"seen": seen, "invite": "1"})
    assert (answer.status_code, answer.location) == (303, "/coordination/armor/tableaux")
    return time.perf_counter() - began


@pytest.mark.long
def test_large_imports_lock_the_database_for_less_than_two_seconds(tmp_path: Path) -> None:
    with a_site(tmp_path) as site:
        with Session(site.engine) as session, transaction(session):
            groupement, person = a_groupement(session, slug="armor"), a_person(session)
            a_role(session, person, groupement, RoleKind.COORDINATOR)
            period_id = a_period(session, groupement, starts_on=FIRST, ends_on=LAST).id
            browser = site.browser_of(session, person)
        invited = members_file(1500, contacts=True)
        changed = members_file(1500).replace(b"Menuiserie", b"Charpente")
        new = demands_file(1650, 1500)

        for name, data, answers in (
            ("1 500 members with invitations", invited, {"kind": "members"}),
            ("1 500 members changed", changed, {"kind": "members"}),
            ("1 650 demands", new, {"kind": "demands", "period": str(period_id)}),
        ):
            site.held.clear()
            seconds = bring_in(browser, data, **answers)
            print(f"{name}: locked {max(site.held):.2f} s; answered after {seconds:.1f} s")
            assert max(site.held) < MOST_SECONDS_LOCKED
        with Session(site.engine) as session:
            counts = [
                session.scalar(select(func.count()).select_from(model))
                for model in (Member, Invitation, OutboxMail, Demand)
            ]
        assert counts == [1500, 1500, 1500, 1650]
