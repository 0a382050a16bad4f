"""Changes within seven days at once with one calendar file, the others once, in the digest."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Person
from cdo_share.calendars.dav.passwords import create_password
from cdo_share.calendars.enclosure import MAX_BYTES
from cdo_share.cancelling import cancel_and_tell
from cdo_share.notifications.models import UntoldChange
from cdo_share.publishing.cancelling import CancelWish
from cdo_share.publishing.models import CancelledBy, Visit
from tests.notifications.changes import (
    AROUND,
    FAR,
    HOUR,
    MORNING_AFTER,
    NEAR,
    ONE,
    THREE,
    TWO,
    a_told_world,
    agree,
    all_leave,
    cancel,
    events_of,
    file_of,
    move_away,
    publish,
    subscribe,
    told_in,
    undo,
    waiting,
)
from tests.publishing.world import AM, MONDAY, PM, TUESDAY, At, World
from tests.web.pages import words


@pytest.fixture
def world(session: Session) -> World:
    """Return a world where Annick speaks for the biscuits; Zoé is on forfait-jours."""
    return a_told_world(session)


@pytest.fixture
def shop(world: World) -> At:
    return At(world.shop, world.zoe, MONDAY, AM, id=ONE)


def test_far_change_waits_for_the_digest_of_the_next_working_morning(
    session: Session, world: World, shop: At
) -> None:
    publish(session, world, [shop], FAR)

    (mail,) = waiting(session)

    assert mail.next_try_at == MORNING_AFTER


def test_change_within_seven_days_leaves_at_once_with_the_feeds_event(
    session: Session, world: World, shop: At
) -> None:
    publish(session, world, [shop], FAR)
    all_leave(session, FAR)
    publish(session, world, [replace(shop, slot=PM)], NEAR)

    (mail,) = waiting(session)

    visit = session.get_one(Visit, ONE)
    calendar, (event,) = file_of(mail), events_of(mail).values()
    assert mail.next_try_at == NEAR
    assert str(calendar["METHOD"]) == "PUBLISH"
    assert set(calendar) == {"VERSION", "PRODID", "METHOD"}
    assert (str(event["UID"]), event["SEQUENCE"]) == (str(ONE), visit.sequence)
    assert event["LAST-MODIFIED"].dt == visit.last_modified_at
    assert event["DTSTAMP"].dt == NEAR
    assert str(event["ORGANIZER"]) == "mailto:bureau@groupement.example"
    assert "ATTENDEE" not in event
    assert words(str(event["SUMMARY"])).startswith("Après-midi – Ouvrir la boutique")


def test_file_of_a_subscriber_holds_only_their_own_changes_of_the_next_seven_days(
    session: Session, world: World, shop: At
) -> None:
    publish(session, world, [shop], FAR)
    all_leave(session, FAR)
    subscribe(session, world)
    far = At(world.shop, world.zoe, date(2027, 1, 18), AM, id=TWO)
    publish(
        session, world, [replace(shop, slot=PM), far, At(world.stock, world.yann, MONDAY, AM)], NEAR
    )

    (mail,) = waiting(session)

    assert list(events_of(mail)) == [ONE]
    assert words(mail.text).index("Dans les sept jours") < words(mail.text).index("Plus tard")
    assert len(told_in(mail)) == 3


@pytest.mark.parametrize("has_feed", [True, False])
def test_digest_has_a_file_only_for_who_reads_no_feed(
    session: Session, world: World, shop: At, has_feed: bool
) -> None:
    publish(session, world, [shop], FAR)
    all_leave(session, FAR)
    if has_feed:
        subscribe(session, world)
    publish(session, world, [replace(shop, day=TUESDAY)], FAR + HOUR)

    (mail,) = waiting(session)

    assert [one["name"] for one in mail.attachments] == ["interventions.ics"] * (not has_feed)
    assert ("Les agendas abonnés se mettent à jour" in words(mail.text)) is has_feed


@pytest.mark.parametrize("is_seen", [True, False])
def test_digest_has_no_file_for_who_logs_in_from_a_device(
    session: Session, world: World, shop: At, is_seen: bool
) -> None:
    publish(session, world, [shop], FAR)
    annick = waiting(session)[0].person_id
    all_leave(session, FAR)
    row, _ = create_password(session, person_id=annick or 0, label="Téléphone", now=FAR)
    row.last_used_at = FAR if is_seen else None
    publish(session, world, [replace(shop, day=TUESDAY)], FAR + HOUR)

    (mail,) = waiting(session)

    assert len(mail.attachments) == (not is_seen)


def test_nobody_is_told_for_a_member_or_a_cdo_that_left(
    session: Session, world: World, shop: At
) -> None:
    publish(session, world, [shop], FAR)
    all_leave(session, FAR)
    zoe = session.get_one(Person, world.zoe.person_id)
    world.biscuits.is_active = world.zoe.is_active = False
    session.flush()

    publish(session, world, [replace(shop, engagement=world.yann)], FAR + HOUR)

    yann = session.get_one(Person, world.yann.person_id)
    told = [
        len(waiting(session, one)) for one in (zoe.email, "annick@biscuits.example", yann.email)
    ]
    assert told == [0, 0, 1]


def test_visit_moved_twice_before_the_digest_is_told_once_from_where_it_was_known(
    session: Session, world: World, shop: At
) -> None:
    publish(session, world, [shop], FAR)
    all_leave(session, FAR)
    for hours, day in enumerate((TUESDAY, date(2027, 1, 7))):
        publish(session, world, [replace(shop, day=day)], FAR + hours * HOUR)

    (mail,) = waiting(session)

    assert told_in(mail)[:2] == [
        "- jeudi 7 janvier 2027, matin – Ouvrir la boutique en ligne – Zoé Martin (Vannes)",
        "avant : lundi 4 janvier 2027, matin",
    ]
    assert mail.next_try_at == MORNING_AFTER


def test_change_undone_before_the_digest_is_not_told(
    session: Session, world: World, shop: At
) -> None:
    publish(session, world, [shop], FAR)
    all_leave(session, FAR)

    undo(session, world, shop)

    assert waiting(session) == []
    assert session.scalars(select(UntoldChange)).all() == []


def test_all_acts_since_the_last_digest_stand_in_one_letter(
    session: Session, world: World, shop: At
) -> None:
    other = At(world.shop, world.zoe, TUESDAY, AM, id=TWO)
    publish(session, world, [shop, other], FAR)
    all_leave(session, FAR)
    agree(session, world, FAR, time(9, 15))
    cancel(session, world, FAR + HOUR, TWO)
    publish(session, world, [shop, At(world.shop, world.zoe, TUESDAY, PM, id=THREE)], FAR + HOUR)

    (mail,) = waiting(session)

    assert words(mail.subject) == f"Vos interventions : 3 changements, {world.groupement.name}"
    assert told_in(mail) == [
        "- mardi 5 janvier 2027, après-midi – Ouvrir la boutique en ligne – Zoé Martin (Vannes)",
        "- mardi 5 janvier 2027, matin – Ouvrir la boutique en ligne – Zoé Martin (Vannes)",
        "Biscuiterie Le Goff l’a annulée. "
        "Son temps reste demandé : une autre demi-journée sera cherchée.",
        "- lundi 4 janvier 2027, matin – Ouvrir la boutique en ligne – Zoé Martin (Vannes)",
        "Heure convenue : de 9 h 15 à 12 h",
    ]


def test_late_cancellation_stands_in_the_file_as_in_the_feed(
    session: Session, world: World, shop: At
) -> None:
    publish(session, world, [shop], FAR)
    all_leave(session, FAR)
    cancel(session, world, NEAR)

    (mail,) = waiting(session)

    (event,) = events_of(mail).values()
    assert words(mail.subject) == "Une intervention est annulée : lundi 4 janvier 2027"
    assert str(event["SUMMARY"]).startswith("Annul")
    assert (str(event["TRANSP"]), str(event["STATUS"])) == ("TRANSPARENT", "CONFIRMED")
    assert event["SEQUENCE"] == 1


def test_cdo_who_no_longer_comes_gets_the_visit_cancelled_where_it_was(
    session: Session, world: World, shop: At
) -> None:
    publish(session, world, [shop], FAR)
    all_leave(session, FAR)
    publish(session, world, [replace(shop, engagement=world.yann, slot=PM)], NEAR)

    people = (session.get_one(Person, one.person_id) for one in (world.zoe, world.yann))
    emails = [one.email for one in people]
    (gone,), (new,) = (events_of(waiting(session, one)[0]).values() for one in emails)

    assert words(str(gone["SUMMARY"])).endswith(
        "– Matin – Biscuiterie Le Goff – Ouvrir la boutique en ligne"
    )
    assert words(str(new["SUMMARY"])).startswith("Biscuiterie Le Goff")
    assert (gone["SEQUENCE"], new["SEQUENCE"]) == (1, 1)
    assert new["DTSTART"].dt.astimezone(UTC) == datetime(2027, 1, 4, 12, 30, tzinfo=UTC)


def test_visit_at_another_address_is_told_with_the_old_one(
    session: Session, world: World, shop: At
) -> None:
    publish(session, world, [shop], FAR)
    all_leave(session, FAR)
    move_away(session, world)
    publish(session, world, [shop], FAR)

    zoe = session.get_one(Person, world.zoe.person_id)
    (mail,) = waiting(session, zoe.email)

    assert told_in(mail) == [
        "- lundi 4 janvier 2027, matin – Ouvrir la boutique en ligne – Biscuiterie Le Goff (Auray)",
        "adresse : 3, quai de la Chambre, Auray (avant : Vannes)",
    ]


def test_remote_visit_of_a_member_that_moved_is_not_told(
    session: Session, world: World, shop: At
) -> None:
    remote = replace(shop, is_on_site=False)
    publish(session, world, [remote], FAR)
    all_leave(session, FAR)
    move_away(session, world)
    publish(session, world, [remote], FAR)

    assert waiting(session) == []


def test_visit_that_goes_after_its_member_moved_is_told_where_it_was_known(
    session: Session, world: World, shop: At
) -> None:
    publish(session, world, [shop], FAR)
    all_leave(session, FAR)
    move_away(session, world)
    publish(session, world, [replace(shop, engagement=world.yann)], NEAR)

    zoe = session.get_one(Person, world.zoe.person_id)
    (gone,) = events_of(waiting(session, zoe.email)[0]).values()

    assert "Vannes" in str(gone["LOCATION"])


def test_who_cancels_is_not_told_and_forgets_what_waited_about_the_visit(
    session: Session, world: World, shop: At
) -> None:
    publish(session, world, [shop], FAR)
    annick = waiting(session)[0].person_id
    site = {"base_url": AROUND.base_url, "render": AROUND.render}
    wish = CancelWish(
        visit_id=ONE, cancelled_by=CancelledBy.MEMBER, person_id=annick, is_replaced=False
    )

    cancel_and_tell(session, groupement_id=world.groupement.id, wish=wish, now=FAR, **site)

    assert waiting(session) == []


def test_letter_for_the_digest_leaves_at_once_when_something_near_joins_it(
    session: Session, world: World, shop: At
) -> None:
    publish(session, world, [shop], FAR)
    all_leave(session, FAR)
    far = At(world.shop, world.zoe, date(2027, 1, 18), AM, id=TWO)
    publish(session, world, [shop, far], NEAR)
    (digest,) = waiting(session)
    waits_until = digest.next_try_at
    cancel(session, world, NEAR + HOUR)

    (mail,) = waiting(session)

    assert waits_until == datetime(2026, 12, 31, 7, tzinfo=UTC)
    assert (mail.id, mail.next_try_at) == (digest.id, NEAR + HOUR)
    assert len(told_in(mail)) == 3


def test_change_of_tomorrow_is_told_in_the_evening_and_at_night_in_the_early_morning(
    session: Session, world: World, shop: At
) -> None:
    publish(session, world, [shop], FAR)
    all_leave(session, FAR)
    evening, night = (datetime(2027, 1, 3, hour, 30, tzinfo=UTC) for hour in (20, 22))
    leaves = []
    for at, slot in ((evening, PM), (night, AM)):
        publish(session, world, [replace(shop, slot=slot)], at)
        leaves += [mail.next_try_at for mail in waiting(session)]
        all_leave(session, at)

    assert leaves == [evening, datetime(2027, 1, 4, 6, tzinfo=UTC)]


def test_file_is_no_larger_than_64_kilobytes(session: Session, world: World) -> None:
    world.shop.title = "é" * 120
    days = [MONDAY + timedelta(weeks=week, days=day) for week in range(11) for day in range(4)]
    places = [At(world.shop, world.zoe, day, slot) for day in days for slot in (AM, PM)]
    publish(session, world, places, FAR)

    (mail,) = waiting(session)

    size = len(mail.attachments[0]["text"].encode())
    assert MAX_BYTES * 0.8 < size <= MAX_BYTES <= 64 * 1024
    assert len(told_in(mail)) == len(places)
