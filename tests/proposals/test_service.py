"""Proposing a plan, reminding, ending; what a groupement chooses for it."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import RoleKind
from cdo_share.accounts.tokens import token_hash
from cdo_share.core.audit import AuditEntry
from cdo_share.core.errors import Conflict, InvalidInput, NotFound
from cdo_share.proposals.answering import Speaker, accept
from cdo_share.proposals.models import Answer, Proposal, ProposalLink, ProposalState
from cdo_share.proposals.queries import agreement_of, get_linked, list_open_parties
from cdo_share.proposals.service import (
    Asking,
    close_proposal,
    make_links,
    propose,
    take_those_to_remind,
    withdraw_proposal,
)
from cdo_share.proposals.settings import change_settings, end_of_day, find_settings, usual_last_day
from cdo_share.proposals.standing import Standing
from cdo_share.rounds.models import ClosedDay
from tests.factories import a_groupement, a_period
from tests.proposals.conftest import Table, a_table, all_subjects
from tests.publishing.world import AM, MONDAY, At, World, a_plan, a_world

MINUTE = timedelta(minutes=1)


def put(session: Session, world: World, now: datetime, **values: object) -> Proposal:
    plan = a_plan(session, world, [At(world.shop, world.zoe, MONDAY, AM)])
    asking = Asking(all_subjects(world), now + timedelta(days=5))
    defaults = {"groupement_id": world.groupement.id, "plan_id": plan.id, "asking": asking}
    return propose(session, **(defaults | values), sent_by_id=None, now=now)  # type: ignore[arg-type]


def test_propose_asks_each_party_once_and_writes_it_down(session: Session, table: Table) -> None:
    assert set(table.parties) == set(all_subjects(table.world))
    assert {party.answer for party in table.parties.values()} == {Answer.WAITING}
    acts = session.scalars(select(AuditEntry.action).where(AuditEntry.thing == "proposal")).all()
    assert acts == ["propose"]


def test_propose_while_a_plan_of_the_period_is_proposed_is_refused(
    session: Session, table: Table, now: datetime
) -> None:
    with pytest.raises(Conflict, match="proposed already"):
        put(session, table.world, now)

    withdraw(session, table, now)
    assert put(session, table.world, now).state is ProposalState.OPEN


def test_propose_to_nobody_or_until_a_past_instant_is_refused(
    session: Session, now: datetime
) -> None:
    world = a_world(session)
    with pytest.raises(Conflict, match="changes nothing"):
        put(session, world, now, asking=Asking([], now + timedelta(days=1)))
    with pytest.raises(InvalidInput) as refusal:
        put(session, world, now, asking=Asking(all_subjects(world), now))
    assert refusal.value.faults[0].field == "answer_by"


def test_propose_a_plan_of_another_groupement_is_not_found(
    session: Session, table: Table, now: datetime
) -> None:
    other = a_groupement(session)
    with pytest.raises(NotFound):
        put(session, table.world, now, groupement_id=other.id)


def test_silence_rule_is_that_of_the_moment_of_sending(session: Session, now: datetime) -> None:
    world = a_world(session)
    change_settings(session, world.groupement.id, answer_days=3, silence_accepts=True)
    proposal = put(session, world, now)
    change_settings(session, world.groupement.id, answer_days=3, silence_accepts=False)

    found = agreement_of(session, proposal.plan_id, proposal.answer_until)

    assert {one.standing for one in found.parties} == {Standing.SILENT}
    assert found.is_reached


def test_agreement_of_a_plan_that_was_not_proposed_is_empty(
    session: Session, table: Table, now: datetime
) -> None:
    other = a_plan(session, table.world, [])

    assert agreement_of(session, other.id, now).proposal_id is None
    assert agreement_of(session, other.id, now).parties == ()


def test_links_are_kept_as_hashes_only_and_older_ones_go_on(
    session: Session, table: Table, now: datetime
) -> None:
    person_id = table.world.zoe.person_id
    first = make_links(session, table.proposal, [person_id], now=now)[person_id]
    second = make_links(session, table.proposal, [person_id], now=now)[person_id]

    assert first != second
    assert {get_linked(session, token)[1] for token in (first, second)} == {person_id}
    stored = session.scalars(select(ProposalLink.token_sha256)).all()
    assert set(stored) == {token_hash(first), token_hash(second)}
    assert first.startswith("cp_")
    assert len(first) == 46


@pytest.mark.parametrize("spoil", [lambda t: t[:-1] + "~", lambda t: t + "a", lambda t: ""])
def test_link_that_was_tampered_with_is_not_found(
    session: Session, table: Table, now: datetime, spoil: object
) -> None:
    person_id = table.world.zoe.person_id
    token = make_links(session, table.proposal, [person_id], now=now)[person_id]

    with pytest.raises(NotFound):
        get_linked(session, spoil(token))  # type: ignore[operator]


def remind(session: Session, table: Table, now: datetime) -> set[int]:
    parties = take_those_to_remind(
        session,
        groupement_id=table.world.groupement.id,
        proposal_id=table.proposal.id,
        person_id=table.coordinator.id,
        now=now,
    )
    return {party.id for party in parties}


def withdraw(session: Session, table: Table, now: datetime) -> None:
    withdraw_proposal(
        session,
        groupement_id=table.world.groupement.id,
        proposal_id=table.proposal.id,
        person_id=table.coordinator.id,
        now=now,
    )


def test_remind_reaches_those_who_wait_once(session: Session, table: Table, now: datetime) -> None:
    accept(
        session,
        groupement_id=table.world.groupement.id,
        party_id=table.zoe.id,
        speaker=Speaker(table.world.zoe.person_id),
        now=now,
    )

    assert remind(session, table, now) == {
        party.id for party in table.parties.values() if party.id != table.zoe.id
    }
    with pytest.raises(Conflict, match="reminded already"):
        remind(session, table, now)


@pytest.mark.parametrize(
    ("reminded_after", "is_reminded"), [(None, True), (-MINUTE, True), (0 * MINUTE, False)]
)
def test_remind_reaches_whose_acceptance_is_outdated_once_after_each(
    session: Session,
    table: Table,
    now: datetime,
    reminded_after: timedelta | None,
    is_reminded: bool,
) -> None:
    """A reminder before they accepted was another one."""
    for party in table.parties.values():
        party.answer, party.answered_at = Answer.ACCEPTED, now
    table.zoe.reminded_at = None if reminded_after is None else now + reminded_after
    session.flush()
    keys = {
        "groupement_id": table.world.groupement.id,
        "proposal_id": table.proposal.id,
        "person_id": table.coordinator.id,
        "outdated": [table.zoe.id],
    }
    later = now + timedelta(hours=1)

    if is_reminded:
        parties = take_those_to_remind(session, now=later, **keys)
        assert [party.id for party in parties] == [table.zoe.id]
    with pytest.raises(Conflict, match="reminded already"):
        take_those_to_remind(session, now=later, **keys)


def test_remind_after_the_deadline_is_refused(session: Session, table: Table) -> None:
    with pytest.raises(Conflict, match="time to answer is over"):
        remind(session, table, table.proposal.answer_until)


def test_withdrawn_proposal_asks_nobody_any_more(
    session: Session, table: Table, now: datetime
) -> None:
    whose = (table.world.groupement.id, RoleKind.MEMBER, table.world.biscuits.id)
    assert [party.id for _, party in list_open_parties(session, *whose)] == [table.biscuits.id]

    withdraw(session, table, now)

    assert list_open_parties(session, *whose) == []
    with pytest.raises(Conflict, match="no longer proposed"):
        withdraw(session, table, now)


def test_acceptances_of_a_withdrawn_proposal_do_not_count(
    session: Session, table: Table, now: datetime
) -> None:
    for party in table.parties.values():
        speaker = Speaker(table.coordinator.id)
        accept(
            session,
            groupement_id=table.world.groupement.id,
            party_id=party.id,
            speaker=speaker,
            now=now,
        )
    assert agreement_of(session, table.plan.id, now).is_reached

    withdraw(session, table, now)

    found = agreement_of(session, table.plan.id, now)
    assert (found.is_reached, found.parties) == (False, ())
    assert found.state is ProposalState.WITHDRAWN


def test_close_ends_the_open_proposal_of_the_period_only(
    session: Session, table: Table, now: datetime
) -> None:
    other = a_table(session, now)
    days = {"starts_on": date(2027, 9, 6), "ends_on": date(2027, 10, 1)}
    here = a_period(session, table.world.groupement, **days)
    next_plan = a_plan(session, replace(table.world, period=here), [])
    later = propose(
        session,
        groupement_id=table.world.groupement.id,
        plan_id=next_plan.id,
        asking=Asking(all_subjects(table.world), now + timedelta(days=5)),
        sent_by_id=None,
        now=now,
    )
    closed = [
        close_proposal(
            session,
            groupement_id=table.world.groupement.id,
            period_id=table.world.period.id,
            person_id=None,
            now=now,
        )
        for _ in range(2)
    ]

    session.expire_all()
    assert closed == [table.proposal, None]
    assert (table.proposal.state, table.proposal.ended_at) == (ProposalState.CLOSED, now)
    assert (other.proposal.state, later.state) == (ProposalState.OPEN, ProposalState.OPEN)
    closings = select(func.count()).where(AuditEntry.action == "close_proposal")
    assert session.scalar(closings) == 1


def test_settings_are_the_usual_ones_until_chosen(session: Session) -> None:
    groupement = a_groupement(session)
    usual = find_settings(session, groupement.id)
    assert (usual.answer_days, usual.silence_accepts) == (5, False)

    change_settings(session, groupement.id, answer_days=30, silence_accepts=True)

    chosen = find_settings(session, groupement.id)
    assert (chosen.answer_days, chosen.silence_accepts) == (30, True)


@pytest.mark.parametrize("days", [0, 31])
def test_settings_out_of_range_are_refused(session: Session, days: int) -> None:
    with pytest.raises(InvalidInput) as refusal:
        change_settings(session, 1, answer_days=days, silence_accepts=False)
    assert refusal.value.faults[0].field == "answer_days"


def test_usual_last_day_counts_working_days(session: Session) -> None:
    groupement = a_groupement(session)
    closed = ClosedDay(groupement_id=groupement.id, day=date(2026, 12, 15), name="Fête")
    session.add(closed)
    settings = find_settings(session, groupement.id)

    # From Monday 14: Wednesday to Friday, Monday, Tuesday.
    assert usual_last_day(session, settings, date(2026, 12, 14)) == date(2026, 12, 22)


def test_end_of_day_is_local_midnight() -> None:
    assert end_of_day(date(2026, 12, 18), "Europe/Paris").isoformat() == "2026-12-18T23:00:00+00:00"
