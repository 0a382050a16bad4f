"""A name, a phone or a place that changes reaches calendars of those invited, and what waits."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import update
from sqlalchemy.orm import Session, sessionmaker

from cdo_share.calendars.models import HalfdayEvents
from cdo_share.calendars.service import rebuild_feeds
from cdo_share.calendars.settings import change_settings
from cdo_share.core.outbox import OutboxMail
from cdo_share.notifications.models import VisitInvitation
from cdo_share.notifications.sender import send_due
from cdo_share.notifications.server import MailServer
from cdo_share.publishing.models import Visit
from cdo_share.telling import tell_names
from tests.inviting import (
    BASE_URL,
    FAR,
    HOUR,
    MORNING_AFTER,
    ONE,
    Invited,
    all_leave,
    cancel,
    choose,
    end,
    heard,
    publish,
    sending,
    told,
    waiting,
)
from tests.notifications.post_office import SENDER, PostOffice
from tests.notifications.test_delivery import BreakingOffice
from tests.publishing.world import TUESDAY, At
from tests.web.pages import words

DAY = timedelta(days=1)
NEXT_DIGEST = MORNING_AFTER + DAY  # eight on Wednesday
NEW_NAME = "Zoé Martin-Le Bras"
Sessions = sessionmaker[Session]


def renew(session: Session, people: Invited, now: datetime) -> list[OutboxMail]:
    """Do as the worker, when it finds that feeds are due."""
    session.flush()
    rebuild_feeds(session, groupement_id=people.groupement_id, now=now, base_url=BASE_URL)
    return tell_names(session, people.groupement_id, sending(now))


def event_in(mail: OutboxMail) -> Calendar:
    (file,) = mail.attachments
    (event,) = Calendar.from_ical(file["text"]).walk("VEVENT")
    return event


def test_new_name_of_a_cdo_reaches_the_calendar_on_the_next_working_morning(
    session: Session, invited: Invited
) -> None:
    invited.zoe.name = NEW_NAME
    renew(session, invited, MORNING_AFTER + HOUR)

    (mail,) = waiting(session)
    assert told([mail]) == [("REQUEST", ONE, session.get_one(Visit, ONE).sequence)]
    assert told([mail])[0][2] == 1
    assert NEW_NAME in str(event_in(mail)["SUMMARY"])
    assert (mail.next_try_at, mail.quiet_zone) == (NEXT_DIGEST, "Europe/Paris")
    assert words(mail.subject).startswith("Invitation mise à jour, le planning ne change pas")
    assert "Si vous n’avez pas encore répondu" in words(mail.text)
    assert "reste valable" not in words(mail.text)


def test_names_that_change_twice_make_one_message(session: Session, invited: Invited) -> None:
    for hours, name in enumerate(("Zoé M.", NEW_NAME)):
        invited.zoe.name = name
        renew(session, invited, MORNING_AFTER + (1 + hours) * HOUR)

    (mail,) = waiting(session)
    assert NEW_NAME in str(event_in(mail)["SUMMARY"])
    assert mail.next_try_at == NEXT_DIGEST


def test_name_that_is_put_back_before_the_morning_is_not_told(
    session: Session, sessions: Sessions, invited: Invited, office: PostOffice
) -> None:
    before = invited.zoe.name
    for hours, name in enumerate((NEW_NAME, before)):
        invited.zoe.name = name
        renew(session, invited, MORNING_AFTER + (1 + hours) * HOUR)

    assert waiting(session) == []
    all_leave(sessions, office, NEXT_DIGEST)
    assert renew(session, invited, NEXT_DIGEST + HOUR) == []
    assert heard(office) == [("REQUEST", ONE, 0)]


def test_name_that_is_put_back_when_the_message_may_have_left_is_told(
    session: Session, sessions: Sessions, invited: Invited
) -> None:
    before = invited.zoe.name
    invited.zoe.name = NEW_NAME
    renew(session, invited, MORNING_AFTER + HOUR)
    breaking = BreakingOffice(b".\r\n")
    send_due(sessions, MailServer(breaking.url, SENDER), now=NEXT_DIGEST)
    breaking.close()
    invited.zoe.name = before
    renew(session, invited, NEXT_DIGEST + HOUR)

    left, written = waiting(session)
    assert [number for _, _, number in told([left, written])] == [1, 2]
    assert (written.next_try_at, left.next_try_at < written.next_try_at) == (
        NEXT_DIGEST + DAY,
        True,
    )


def test_invitation_chosen_again_that_waits_stays_when_a_name_is_put_back(
    session: Session, invited: Invited
) -> None:
    end(session, invited, MORNING_AFTER)
    choose(session, invited, MORNING_AFTER)
    before = invited.zoe.name
    for name in (NEW_NAME, before):
        invited.zoe.name = name
        renew(session, invited, MORNING_AFTER)

    (mail,) = waiting(session)
    assert told([mail]) == [("REQUEST", ONE, 2)]
    assert words(mail.subject).startswith("Invitation : ")


def test_first_invitation_that_waits_stays_when_a_name_is_put_back(
    session: Session, linked: Invited
) -> None:
    before = linked.zoe.name
    for name in (NEW_NAME, before):
        linked.zoe.name = name
        renew(session, linked, MORNING_AFTER)

    (mail,) = waiting(session)
    assert before in str(event_in(mail)["SUMMARY"])
    assert words(mail.subject).startswith("Invitation : ")


def test_looking_again_writes_nothing(
    session: Session, sessions: Sessions, invited: Invited, office: PostOffice
) -> None:
    invited.zoe.phone = "02 97 00 00 00"
    renew(session, invited, MORNING_AFTER + HOUR)
    again = renew(session, invited, MORNING_AFTER + 2 * HOUR)
    all_leave(sessions, office, NEXT_DIGEST)
    later = renew(session, invited, NEXT_DIGEST + HOUR)

    assert (again, later) == ([], [])
    assert waiting(session) == []


def test_who_does_not_see_the_name_hears_nothing_of_it(
    session: Session, sessions: Sessions, people: Invited, shop: At, office: PostOffice
) -> None:
    choose(session, people, FAR, people.zoe)
    publish(session, people, [shop], FAR)
    all_leave(sessions, office, MORNING_AFTER)
    people.zoe.name = NEW_NAME
    own = renew(session, people, MORNING_AFTER + HOUR)

    people.world.biscuits.name = "Biscuiterie Le Goff et filles"
    firms = renew(session, people, MORNING_AFTER + HOUR)

    assert own == []
    assert [mail.recipient for mail in firms] == [people.zoe.email]


def test_setting_of_the_calendars_reaches_them_too(session: Session, invited: Invited) -> None:
    settings = {"halfdays": HalfdayEvents.TIMED, "blocks_members": False}
    change_settings(session, invited.groupement_id, **settings)

    (mail,) = renew(session, invited, MORNING_AFTER + HOUR)

    assert isinstance(event_in(mail)["DTSTART"].dt, datetime)


def test_invitation_that_waits_says_the_name_of_now_and_leaves_when_it_would_have(
    session: Session, sessions: Sessions, people: Invited, shop: At, office: PostOffice
) -> None:
    publish(session, people, [shop], FAR)
    all_leave(sessions, office, MORNING_AFTER)
    choose(session, people, MORNING_AFTER)
    people.zoe.name = NEW_NAME

    renew(session, people, MORNING_AFTER)

    (mail,) = waiting(session)
    assert told([mail])[0][0] == "REQUEST"
    assert words(mail.subject) == f"Invitation : lundi 4 janvier 2027, matin – {NEW_NAME}"
    assert (mail.next_try_at, mail.quiet_zone) == (MORNING_AFTER, None)


@pytest.mark.parametrize("is_invited", [False, True])
def test_letter_that_waits_says_the_name_of_now(
    session: Session, people: Invited, shop: At, *, is_invited: bool
) -> None:
    if is_invited:
        choose(session, people, FAR)
    publish(session, people, [shop], FAR)
    people.zoe.name = NEW_NAME

    renew(session, people, FAR + HOUR)

    (mail,) = waiting(session)
    assert NEW_NAME in words(mail.text)
    assert NEW_NAME in str(event_in(mail)["SUMMARY"])
    assert event_in(mail)["SEQUENCE"] == session.get_one(Visit, ONE).sequence
    assert mail.next_try_at == MORNING_AFTER


def test_title_of_a_demand_reaches_calendars_and_letters_with_the_release(
    session: Session, invited: Invited, shop: At
) -> None:
    demand = invited.world.shop
    demand.title = "Ouvrir deux boutiques"
    publish(session, invited, [shop], MORNING_AFTER + HOUR)

    (mail,) = waiting(session)
    assert told([mail]) == [("REQUEST", ONE, 1)]
    assert "Ouvrir deux boutiques" in str(event_in(mail)["SUMMARY"])


def test_title_of_a_demand_reaches_a_letter_that_waits(
    session: Session, people: Invited, shop: At
) -> None:
    publish(session, people, [shop], FAR)
    people.world.shop.title = "Ouvrir deux boutiques"
    publish(session, people, [shop], FAR + HOUR)

    (mail,) = waiting(session)
    assert "Ouvrir deux boutiques" in words(mail.text)
    assert "Ouvrir deux boutiques" in str(event_in(mail)["SUMMARY"])


def test_move_and_new_name_are_one_message(session: Session, invited: Invited, shop: At) -> None:
    invited.zoe.name = NEW_NAME
    renew(session, invited, MORNING_AFTER + HOUR)
    publish(session, invited, [replace(shop, day=TUESDAY)], MORNING_AFTER + 2 * HOUR)

    (mail,) = waiting(session)
    assert told([mail]) == [("REQUEST", ONE, 2)]
    assert words(mail.subject).startswith("Intervention déplacée")


def test_visit_that_is_cancelled_after_a_new_name_is_only_taken_out(
    session: Session, invited: Invited
) -> None:
    invited.zoe.name = NEW_NAME
    renew(session, invited, MORNING_AFTER + HOUR)
    cancel(session, invited, ONE, MORNING_AFTER + 2 * HOUR)

    assert [one[0] for one in told(waiting(session))] == ["CANCEL"]


def test_invitation_of_an_earlier_version_follows_the_number_of_the_visit(
    session: Session, invited: Invited
) -> None:
    session.execute(update(VisitInvitation).values(wording=None))
    before = renew(session, invited, MORNING_AFTER + HOUR)
    invited.zoe.name = NEW_NAME

    assert before == []
    assert told(renew(session, invited, MORNING_AFTER + HOUR)) == [("REQUEST", ONE, 1)]


def test_visit_before_the_next_digest_is_shown_rightly_at_a_decent_hour(
    session: Session, invited: Invited
) -> None:
    half_past_eight = datetime(2027, 1, 4, 7, 30, tzinfo=UTC)  # of the day of the visit
    invited.zoe.name = NEW_NAME

    (mail,) = renew(session, invited, half_past_eight)

    assert mail.next_try_at == half_past_eight
