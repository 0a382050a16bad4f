"""A question that is taken back: those who were asked hear that they need not answer."""

from datetime import date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Person, RoleKind
from cdo_share.core.errors import Conflict
from cdo_share.core.outbox import OutboxMail
from cdo_share.ending import withdraw_and_tell
from cdo_share.notifications.round_mails import Sending
from cdo_share.planning.models import Plan
from cdo_share.proposals.answering import Wish
from cdo_share.proposals.models import ProposalRequest, ProposalState, Reason, RequestState
from cdo_share.proposals.settling import constrain
from cdo_share.publication import Surroundings, publish_plan, rehearse
from cdo_share.reserving.confirming import confirm_booking
from cdo_share.web.mails import render_mail
from tests.proposals.conftest import Table, a_table
from tests.proposals.test_answering import wish_for
from tests.publishing.world import AM, MONDAY, WEDNESDAY, At, a_plan
from tests.reserving.desk import AROUND, Desk

BASE_URL = "https://cdo.example"


@pytest.fixture
def table(session: Session, now: datetime) -> Table:
    """Return a plan that was put to Zoé, Yann and the two members they would visit."""
    return a_table(session, now)


def mails(session: Session) -> dict[str, OutboxMail]:
    """Return the mails by whom they greet."""
    rows = session.scalars(select(OutboxMail).where(OutboxMail.dedupe_key.like("proposal-ended%")))
    return {mail.text.split(",")[0]: mail for mail in rows}


def publish(session: Session, plan: Plan, now: datetime) -> None:
    """Publish the plan as the edge does."""
    publish_plan(
        session,
        groupement_id=plan.groupement_id,
        plan_id=plan.id,
        published_by_id=None,
        now=now,
        around=Surroundings(BASE_URL, render_mail),
    )


def test_withdrawn_proposal_is_told_to_everybody_asked(
    session: Session, table: Table, now: datetime
) -> None:
    withdraw_and_tell(
        session,
        groupement_id=table.world.groupement.id,
        proposal_id=table.proposal.id,
        person_id=table.coordinator.id,
        sending=Sending(now, BASE_URL, render_mail),
    )

    told = mails(session)
    assert set(told) == {"Bonjour Zoé Martin", "Bonjour Yann Guégan"}
    mail = told["Bonjour Zoé Martin"]
    assert mail.subject.endswith(" : le plan soumis à votre avis n’est plus proposé")
    assert "Rien ne change pour vous pour l’instant." in mail.text


def test_other_plan_published_tells_those_asked_who_hear_nothing_of_the_release(
    session: Session, table: Table, now: datetime
) -> None:
    other = a_plan(session, table.world, [At(table.world.shop, table.world.zoe, WEDNESDAY, AM)])
    shown = rehearse(
        session,
        groupement_id=other.groupement_id,
        plan_id=other.id,
        now=now,
        around=Surroundings(BASE_URL, render_mail),
    )

    publish(session, other, now)

    assert table.proposal.state is ProposalState.CLOSED
    told = mails(session)
    sent = session.scalars(select(OutboxMail.subject).order_by(OutboxMail.id)).all()
    assert [letter.subject for letter in shown] == sent
    assert set(told) == {"Bonjour Yann Guégan"}  # Zoé has the mail of the release
    assert "Un autre plan a été publié à sa place" in told["Bonjour Yann Guégan"].text


def test_published_proposal_is_not_told_to_be_over(
    session: Session, table: Table, now: datetime
) -> None:
    publish(session, table.plan, now)

    assert table.proposal.state is ProposalState.CLOSED
    assert mails(session) == {}


def test_confirmed_booking_leaves_the_question_open(
    session: Session, table: Table, now: datetime
) -> None:
    desk = Desk.of(session, table.world, [At(table.world.shop, table.world.zoe, MONDAY, AM)], now)
    booking = desk.hold(session, now)

    confirm_booking(session, booking, person_id=desk.office.id, now=now, around=AROUND)

    session.refresh(table.proposal)
    assert table.proposal.state is ProposalState.OPEN
    assert mails(session) == {}


def wish(session: Session, table: Table, now: datetime) -> ProposalRequest:
    """Return what Yann asks for of the plan on the table."""
    yann = table.party(RoleKind.CDO, table.world.yann.id)
    (request,) = wish_for(session, table, yann, now, Wish(table.tuesday, Reason.BUSY))
    return request


def test_requests_of_a_proposal_that_is_withdrawn_wait_no_longer(
    session: Session, table: Table, now: datetime
) -> None:
    """Planted: an end that leaves them open, for ever."""
    request = wish(session, table, now)

    withdraw_and_tell(
        session,
        groupement_id=table.world.groupement.id,
        proposal_id=table.proposal.id,
        person_id=table.coordinator.id,
        sending=Sending(now, BASE_URL, render_mail),
    )

    assert (request.state, request.settled_at) == (RequestState.OVERTAKEN, now)
    assert request.settled_by_id == table.coordinator.id


@pytest.mark.parametrize(
    ("is_other", "state"), [(True, RequestState.OVERTAKEN), (False, RequestState.DECLINED)]
)
def test_requests_are_overtaken_by_another_plan_and_declined_by_their_own(
    session: Session, table: Table, now: datetime, is_other: bool, state: RequestState
) -> None:
    request = wish(session, table, now)
    other = a_plan(session, table.world, [At(table.world.shop, table.world.zoe, WEDNESDAY, AM)])

    publish(session, other if is_other else table.plan, now)

    assert (request.state, request.settled_at) == (state, now)


def test_overtaken_request_is_not_settled_any_more(
    session: Session, table: Table, now: datetime
) -> None:
    request = wish(session, table, now)
    publish(
        session,
        a_plan(session, table.world, [At(table.world.shop, table.world.zoe, WEDNESDAY, AM)]),
        now,
    )

    with pytest.raises(Conflict):
        constrain(
            session,
            groupement_id=table.world.groupement.id,
            request_id=request.id,
            person_id=table.coordinator.id,
            now=now,
        )


def outcomes(session: Session) -> dict[str, str]:
    """Return the mails about requests by whom they greet."""
    key = OutboxMail.dedupe_key.like("proposal-request%")
    return {
        mail.text.split(",")[0]: mail.text
        for mail in session.scalars(select(OutboxMail).where(key))
    }


NOT_SETTLED = "n’a pas été traitée avant"


@pytest.mark.parametrize("day", [WEDNESDAY, MONDAY])
def test_overtaken_request_is_answered_by_mail_whatever_the_release_tells(
    session: Session, table: Table, now: datetime, day: date
) -> None:
    wish(session, table, now)
    engagement = table.world.yann if day == MONDAY else table.world.zoe

    publish(session, a_plan(session, table.world, [At(table.world.shop, engagement, day, AM)]), now)

    assert set(outcomes(session)) == {"Bonjour Yann Guégan"}
    assert NOT_SETTLED in " ".join(outcomes(session)["Bonjour Yann Guégan"].split())
    assert "Bonjour Yann Guégan" not in mails(session)


def test_withdrawn_proposal_tells_who_asked_that_nothing_was_settled(
    session: Session, table: Table, now: datetime
) -> None:
    wish(session, table, now)
    yann = session.get_one(Person, table.world.yann.person_id)

    withdraw_and_tell(
        session,
        groupement_id=table.world.groupement.id,
        proposal_id=table.proposal.id,
        person_id=table.coordinator.id,
        sending=Sending(now, BASE_URL, render_mail),
        told={yann.id},
    )

    assert NOT_SETTLED in " ".join(outcomes(session)["Bonjour Yann Guégan"].split())
    assert set(mails(session)) == {"Bonjour Zoé Martin"}
