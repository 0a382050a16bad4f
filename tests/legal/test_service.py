"""A groupement's measures and what is recorded of contracts: stored, refused, audited."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Regime
from cdo_share.core.audit import AuditEntry
from cdo_share.core.errors import Conflict, InvalidInput, NotFound
from cdo_share.legal.models import LegalParameters
from cdo_share.legal.parameters import LAW, LIMITS, NAMES, Parameters, beyond_the_law
from cdo_share.legal.queries import get_parameters, list_contracts
from cdo_share.legal.service import Author, change_parameters, record_contract
from cdo_share.legal.wish import ContractWish, parameter_faults
from tests.factories import a_groupement, a_person, an_engagement

NOW = datetime(2026, 12, 14, 9, tzinfo=UTC)
AGREED = "Accord d’entreprise du 3 mars 2026"
NOTHING = ContractWish()


@pytest.fixture
def by(session: Session) -> Author:
    return Author(a_person(session).id, NOW)


def test_law_holds_until_something_is_said(session: Session) -> None:
    assert get_parameters(session, a_groupement(session).id) == LAW


def test_measures_of_the_law_are_those_of_the_study() -> None:
    assert (LAW.weekly_rest_minutes, LAW.span_max_minutes) == (2100, 780)
    assert beyond_the_law(LAW) == []
    assert {*LIMITS, "sunday_off", "below_fifty", "agreement"} == {*NAMES}


def test_measures_are_stored_and_audited(session: Session, by: Author) -> None:
    groupement_id = a_groupement(session).id
    wish = Parameters(day_max_minutes=720, sunday_off=False, agreement=f"  {AGREED} ")

    change_parameters(session, groupement_id=groupement_id, wish=wish, seen=LAW, by=by)

    session.expire_all()
    assert get_parameters(session, groupement_id) == replace(wish, agreement=AGREED)
    act = session.scalars(select(AuditEntry)).one()
    assert (act.action, act.person_id, act.at) == ("change_legal_parameters", by.person_id, NOW)
    assert act.facts == {
        "day_max_minutes": [600, 720],
        "sunday_off": [True, False],
        "agreement": ["", AGREED],
    }


def test_nothing_changed_leaves_no_trace(session: Session, by: Author) -> None:
    groupement_id = a_groupement(session).id

    change_parameters(session, groupement_id=groupement_id, wish=LAW, seen=LAW, by=by)

    assert session.get(LegalParameters, groupement_id) is None
    assert session.scalars(select(AuditEntry)).all() == []


def test_second_writer_is_told(session: Session, by: Author) -> None:
    groupement_id = a_groupement(session).id
    first = replace(LAW, forfait_year_days=210)
    change_parameters(session, groupement_id=groupement_id, wish=first, seen=LAW, by=by)

    with pytest.raises(Conflict):
        change_parameters(session, groupement_id=groupement_id, wish=LAW, seen=LAW, by=by)


def test_all_faults_are_told_at_once(session: Session, by: Author) -> None:
    wish = Parameters(day_max_minutes=721, part_time_notice_working_days=2)

    with pytest.raises(InvalidInput) as refusal:
        change_parameters(
            session, groupement_id=a_groupement(session).id, wish=wish, seen=LAW, by=by
        )

    assert [fault.field for fault in refusal.value.faults] == [
        "day_max_minutes",
        "part_time_notice_working_days",
        "agreement",
    ]


@pytest.mark.parametrize("name", LIMITS)
def test_limits_of_each_measure(name: str) -> None:
    limit = LIMITS[name]

    def fields(value: int, agreement: str = AGREED) -> list[str]:
        wish = replace(LAW, agreement=agreement, **{name: value})
        return [fault.field for fault in parameter_faults(wish)]

    assert [fields(value) for value in (limit.least, limit.most)] == [[], []]
    assert [fields(value) for value in (limit.least - 1, limit.most + 1)] == [[name], [name]]
    for value, usual in ((limit.least, limit.usual_least), (limit.most, limit.usual_most)):
        assert fields(value, "") == ([] if value == usual else ["agreement"])
        assert fields(usual, "") == []


def test_small_employer_averages_nine_weeks_without_an_agreement() -> None:
    def fields(weeks: int) -> list[str]:
        wish = replace(LAW, reference_weeks=weeks, below_fifty=True)
        return [fault.field for fault in parameter_faults(wish)]

    assert (fields(9), fields(10)) == ([], ["agreement"])


def test_database_keeps_the_limits_too(session: Session) -> None:
    session.add(LegalParameters(groupement_id=a_groupement(session).id, day_max_minutes=721))

    with pytest.raises(IntegrityError):
        session.flush()


def test_contract_is_recorded_and_audited(session: Session, by: Author) -> None:
    engagement = an_engagement(session, a_groupement(session), regime=Regime.PART_TIME)
    wish = ContractWish(weekly_minutes=1470, waiver_on=date(2026, 9, 1))
    ids = {"groupement_id": engagement.groupement_id, "engagement_id": engagement.id}

    record_contract(session, **ids, wish=wish, seen=NOTHING, by=by)

    session.expire_all()
    assert list_contracts(session, engagement.groupement_id) == {engagement.id: wish}
    act = session.scalars(select(AuditEntry)).one()
    assert (act.action, act.facts) == (
        "record_legal_contract",
        {
            "weekly_minutes": "1470",
            "waiver_on": "2026-09-01",
            "short_reason": None,
            "forfait_signed_on": None,
            "year_days": None,
        },
    )
    with pytest.raises(Conflict):
        record_contract(session, **ids, wish=NOTHING, seen=NOTHING, by=by)


@pytest.mark.parametrize(
    ("regime", "wish", "fields"),
    [
        (Regime.PART_TIME, ContractWish(weekly_minutes=2099), []),
        (Regime.PART_TIME, ContractWish(weekly_minutes=2100), ["weekly_minutes"]),
        (Regime.HOURS, ContractWish(weekly_minutes=2880), []),
        (Regime.HOURS, ContractWish(weekly_minutes=2881), ["weekly_minutes"]),
        (Regime.HOURS, ContractWish(weekly_minutes=0), ["weekly_minutes"]),
        (Regime.FORFAIT_JOURS, ContractWish(forfait_signed_on=NOW.date()), []),
        (
            Regime.FORFAIT_JOURS,
            ContractWish(forfait_signed_on=date(2026, 12, 15), waiver_on=date(2026, 12, 15)),
            ["waiver_on", "forfait_signed_on"],
        ),
    ],
)
def test_contract_that_cannot_be_is_refused(
    session: Session, by: Author, regime: Regime, wish: ContractWish, fields: list[str]
) -> None:
    engagement = an_engagement(session, a_groupement(session), regime=regime)
    ids = {"groupement_id": engagement.groupement_id, "engagement_id": engagement.id}
    found: list[str] = []

    try:
        record_contract(session, **ids, wish=wish, seen=NOTHING, by=by)
    except InvalidInput as refusal:
        found = [fault.field for fault in refusal.faults]

    assert found == fields


def test_contract_of_another_groupement_is_not_found(session: Session, by: Author) -> None:
    foreign = an_engagement(session, a_groupement(session))
    ids = {"groupement_id": a_groupement(session).id, "engagement_id": foreign.id}

    with pytest.raises(NotFound):
        record_contract(session, **ids, wish=NOTHING, seen=NOTHING, by=by)
