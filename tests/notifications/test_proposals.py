"""Mails about a proposed plan: one a person, their own visits only, at a decent hour."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Person, Regime, Role, RoleKind
from cdo_share.agreeing import Choice, propose_plan, remind_waiting
from cdo_share.core.errors import Conflict, InvalidInput
from cdo_share.core.grid import GridKind
from cdo_share.core.outbox import OutboxMail
from cdo_share.ending import withdraw_and_tell
from cdo_share.notifications.round_mails import Sending
from cdo_share.proposals.answering import Speaker, accept
from cdo_share.proposals.models import Proposal
from cdo_share.proposals.queries import get_linked, list_parties
from cdo_share.proposals.settings import change_settings
from cdo_share.publication import Surroundings, publish_plan
from cdo_share.web.mails import render_mail
from tests.factories import a_person, a_role
from tests.publishing.world import AM, MONDAY, PM, TUESDAY, At, World, a_plan, a_world

CLOCK = re.compile(r"\d{1,2}[:h]\d{2}")
TOKEN = re.compile(r"/proposition/(cp_[\w-]{43})")
LAST_DAY = date(2026, 12, 18)


@pytest.fixture
def world(session: Session) -> World:
    world = a_world(session)
    person = a_person(session, name="Anne Le Goff", email="anne@biscuits.example")
    a_role(session, person, world.groupement, RoleKind.MEMBER, member_id=world.biscuits.id)
    session.get_one(Person, world.yann.person_id).language = "en"
    session.flush()
    return world


def at(now: datetime) -> Sending:
    return Sending(now, "https://partage.example", render_mail)


def put(session: Session, world: World, now: datetime) -> Proposal:
    places = [At(world.shop, world.zoe, MONDAY, AM), At(world.stock, world.yann, TUESDAY, PM)]
    plan = a_plan(session, world, places)
    return propose_plan(
        session, plan=plan, choice=Choice(LAST_DAY), sent_by_id=None, sending=at(now)
    )


def mails(session: Session) -> dict[str, OutboxMail]:
    return {
        re.split("[ ,]", mail.text)[1]: mail
        for mail in session.scalars(select(OutboxMail).order_by(OutboxMail.id))
    }


def test_each_person_reads_their_own_visits_in_their_language(
    session: Session, world: World, now: datetime
) -> None:
    put(session, world, now)

    written = mails(session)
    assert set(written) == {"Anne", "Zoé", "Yann"}
    assert "lundi 4 janvier 2027, matin – Ouvrir la boutique en ligne – Zoé Martin" in (
        written["Anne"].text
    )
    assert "Suivre le stock" not in written["Anne"].text + written["Zoé"].text
    assert "Tuesday 5 January 2027, afternoon – Suivre le stock" in written["Yann"].text
    assert "Please answer until Friday 18 December 2026" in written["Yann"].subject


def test_link_in_a_mail_is_the_readers_own(session: Session, world: World, now: datetime) -> None:
    proposal = put(session, world, now)

    for mail in mails(session).values():
        found = TOKEN.findall(mail.text)
        assert len(found) == 1
        assert get_linked(session, found[0]) == (proposal, mail.person_id)


def test_person_who_speaks_for_two_gets_one_mail(
    session: Session, world: World, now: datetime
) -> None:
    role = session.scalars(select(Role).where(Role.member_id == world.biscuits.id)).one()
    role.person_id = world.zoe.person_id
    session.flush()

    put(session, world, now)

    assert set(mails(session)) == {"Zoé", "Yann"}


def test_forfait_jours_is_never_told_clock_times(session: Session, now: datetime) -> None:
    world = a_world(session, grid_kind=GridKind.HOUR)
    world.zoe.regime = Regime.FORFAIT_JOURS
    session.flush()

    put(session, world, now)

    written = mails(session)
    assert not CLOCK.search(written["Zoé"].text)
    assert CLOCK.search(written["Yann"].text)


@pytest.mark.parametrize("accepts", [True, False])
def test_mail_says_what_silence_means(
    session: Session, world: World, now: datetime, accepts: bool
) -> None:
    change_settings(session, world.groupement.id, answer_days=5, silence_accepts=accepts)
    put(session, world, now)

    text = mails(session)["Anne"].text
    assert ("le plan est réputé accepté" in text) is accepts
    assert ("rien ne vaut acceptation" in text) is not accepts


@pytest.mark.parametrize("is_published", [True, False])
def test_end_of_a_proposal_takes_back_the_mails_that_have_not_left(
    session: Session, world: World, now: datetime, is_published: bool
) -> None:
    proposal = put(session, world, now)
    sent, *others = session.scalars(select(OutboxMail).order_by(OutboxMail.id)).all()
    sent.sent_at = now
    session.flush()

    if is_published:
        publish_plan(
            session,
            groupement_id=world.groupement.id,
            plan_id=proposal.plan_id,
            published_by_id=None,
            now=now,
            around=Surroundings("https://partage.example", lambda *_, **__: "Sujet\nTexte"),
        )
    else:
        withdraw_and_tell(
            session,
            groupement_id=world.groupement.id,
            proposal_id=proposal.id,
            person_id=world.zoe.person_id,
            sending=Sending(now, "https://partage.example", lambda *_, **__: "Sujet\nTexte"),
        )

    session.expire_all()
    assert (sent.withdrawn_at, sent.text == "") == (None, False)
    assert [(mail.withdrawn_at, mail.text) for mail in others] == [(now, "")] * len(others)
    ends = OutboxMail.dedupe_key.startswith("proposal-ended")
    told = [] if is_published else [sent.person_id]  # nobody else knew of the question
    assert session.scalars(select(OutboxMail.person_id).where(ends)).all() == told


def test_mails_written_at_night_wait_for_the_morning(session: Session, world: World) -> None:
    put(session, world, datetime(2026, 12, 14, 22, tzinfo=UTC))

    assert {mail.next_try_at for mail in mails(session).values()} == {
        datetime(2026, 12, 15, 7, tzinfo=UTC)
    }


def test_reminder_has_a_link_of_its_own_and_the_first_goes_on(
    session: Session, world: World, now: datetime
) -> None:
    proposal = put(session, world, now)
    before = {name: TOKEN.findall(mail.text)[0] for name, mail in mails(session).items()}

    reminders = remind_waiting(session, proposal=proposal, person_id=1, sending=at(now))

    assert len(reminders) == 3
    after = {TOKEN.findall(mail.text)[0] for mail in reminders}
    assert after.isdisjoint(before.values())
    for token in [*before.values(), *after]:
        assert get_linked(session, token)[0] == proposal


SUNDAY = datetime(2026, 11, 29, 11, 40, tzinfo=UTC)


@pytest.mark.parametrize(
    ("silence_accepts", "last_day"), [(False, date(2026, 11, 29)), (True, date(2026, 11, 30))]
)
def test_plan_is_not_proposed_until_a_day_that_leaves_no_time_to_answer(
    session: Session, world: World, silence_accepts: bool, last_day: date
) -> None:
    change_settings(session, world.groupement.id, answer_days=5, silence_accepts=silence_accepts)
    plan = a_plan(session, world, [At(world.shop, world.zoe, MONDAY, AM)])

    with pytest.raises(InvalidInput, match="or later"):
        propose_plan(
            session, plan=plan, choice=Choice(last_day), sent_by_id=None, sending=at(SUNDAY)
        )

    assert mails(session) == {}


def test_reminder_that_would_leave_too_late_is_not_written(
    session: Session, world: World, now: datetime
) -> None:
    proposal = put(session, world, now)
    evening = datetime(2026, 12, 18, 19, 30, tzinfo=UTC)  # of the last day, after eight in Paris

    with pytest.raises(Conflict, match="would leave when"):
        remind_waiting(session, proposal=proposal, person_id=1, sending=at(evening))


def test_nobody_is_reminded_of_a_question_that_has_not_left(
    session: Session, world: World, now: datetime
) -> None:
    """Planted: question and reminder in the same post on Monday morning."""
    proposal = put(session, world, SUNDAY)
    with pytest.raises(Conflict, match="have not left yet"):
        remind_waiting(session, proposal=proposal, person_id=1, sending=at(SUNDAY))

    monday = SUNDAY + timedelta(days=1)
    assert remind_waiting(session, proposal=proposal, person_id=1, sending=at(monday)) != []


def test_who_answered_logged_in_before_the_mail_left_hears_that_it_is_over(
    session: Session, world: World, now: datetime
) -> None:
    """Their question is taken back as well, but what they said is void: that they are told."""
    proposal = put(session, world, now)
    party = next(
        one for one in list_parties(session, proposal.id) if one.engagement_id == world.zoe.id
    )
    accept(
        session,
        groupement_id=world.groupement.id,
        party_id=party.id,
        speaker=Speaker(world.zoe.person_id),
        now=now,
    )

    withdraw_and_tell(
        session,
        groupement_id=world.groupement.id,
        proposal_id=proposal.id,
        person_id=None,
        sending=at(now),
    )

    ends = OutboxMail.dedupe_key.startswith("proposal-ended")
    told = session.scalars(select(OutboxMail.person_id).where(ends)).all()
    assert told == [world.zoe.person_id]
