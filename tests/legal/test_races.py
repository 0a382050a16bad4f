"""Two who write the measures or a contract at one moment: one is stored, the other is told so."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Regime
from cdo_share.core.orm import transaction
from cdo_share.legal.parameters import LAW
from cdo_share.legal.queries import get_parameters, list_contracts
from cdo_share.legal.service import Author, change_parameters, record_contract
from cdo_share.legal.wish import ContractWish
from tests.factories import a_groupement, a_person, an_engagement
from tests.publishing.conftest import own_engine as own_engine  # a fixture
from tests.races import overtake

# SQLite has one writer at a time anyway.
pytestmark = pytest.mark.parametrize("own_engine", ["postgresql"], indirect=True)


def test_measures_that_somebody_stores_meanwhile_are_not_overwritten(
    own_engine: Engine, now: datetime
) -> None:
    with Session(own_engine, expire_on_commit=False) as session, transaction(session):
        groupement, by = a_groupement(session), Author(a_person(session).id, now)

    def storing(days: int) -> Callable[[Session], object]:
        wish = replace(LAW, forfait_year_days=days)
        return lambda session: change_parameters(
            session, groupement_id=groupement.id, wish=wish, seen=LAW, by=by
        )

    assert overtake(own_engine, storing(210), storing(211)) == "Conflict"
    with Session(own_engine) as session:
        assert get_parameters(session, groupement.id).forfait_year_days == 210


def test_contract_that_somebody_records_meanwhile_is_not_overwritten(
    own_engine: Engine, now: datetime
) -> None:
    with Session(own_engine, expire_on_commit=False) as session, transaction(session):
        cdo = an_engagement(session, a_groupement(session), regime=Regime.PART_TIME)
        by = Author(a_person(session).id, now)
    keys = {"groupement_id": cdo.groupement_id, "engagement_id": cdo.id}

    def recording(minutes: int) -> Callable[[Session], object]:
        wish = ContractWish(weekly_minutes=minutes)
        return lambda session: record_contract(
            session, **keys, wish=wish, seen=ContractWish(), by=by
        )

    assert overtake(own_engine, recording(1440), recording(1500)) == "Conflict"
    with Session(own_engine) as session:
        assert list_contracts(session, cdo.groupement_id)[cdo.id].weekly_minutes == 1440
