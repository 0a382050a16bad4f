"""Changes within seven days at once with one calendar file, the others once, in the digest."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from icalendar import Calendar
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session, sessionmaker

from cdo_share.accounts.models import Person, Regime, RoleKind
from cdo_share.accounts.places import PlaceWish, move_member
from cdo_share.agreed_times import set_time_and_tell
from cdo_share.calendars.dav.passwords import create_password
from cdo_share.calendars.enclosure import MAX_BYTES
from cdo_share.calendars.models import FeedOwner
from cdo_share.calendars.queries import FeedKey
from cdo_share.calendars.service import open_feed
from cdo_share.calendars.subscriptions import create_token, note_read
from cdo_share.cancelling import cancel_and_tell
from cdo_share.core.outbox import MailState, OutboxMail
from cdo_share.notifications import noting, telling
from cdo_share.notifications.models import UntoldChange
from cdo_share.notifications.sender import send_due
from cdo_share.notifications.server import MailServer
from cdo_share.publication import Surroundings, publish_plan
from cdo_share.publishing.cancelling import CancelWish
from cdo_share.publishing.models import CancelledBy, Visit
from cdo_share.publishing.setting_times import TimeWish
from cdo_share.web.mails import render_mail
from tests.factories import a_person, a_role
from tests.notifications.post_office import SENDER, PostOffice
from tests.publishing.world import AM, MONDAY, PM, TUESDAY, At, World, a_plan, a_world
from tests.web.pages import words

ONE, TWO, THREE = (uuid.UUID(int=number, version=4) for number in (1, 2, 3))
AROUND = Surroundings("https://partage.example", render_mail)
FAR, NEAR = (datetime(*day, 14, tzinfo=UTC) for day in ((2026, 12, 14), (2026, 12, 30)))
MORNING_AFTER = datetime(2026, 12, 15, 7, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def world(session: Session) -> World:
    """Return a world where Annick speaks for the biscuits; Zoé is on forfait-jours."""
    world = a_world(session)
    world.zoe.regime = Regime.FORFAIT_JOURS
    annick = a_person(session, name="Annick", email="annick@biscuits.example")
    a_role(session, annick, world.groupement, RoleKind.MEMBER, member_id=world.biscuits.id)
    return world


def publish(session: Session, world: World, places: Iterable[At], now: datetime) -> None:
    plan = a_plan(session, world, places)
    keys = {"groupement_id": world.groupement.id, "plan_id": plan.id}
    publish_plan(session, **keys, published_by_id=None, now=now, around=AROUND)


def cancel(
    session: Session,
    world: World,
    now: datetime,
    visit_id: uuid.UUID = ONE,
    person_id: int | None = None,
) -> None:
    wish = CancelWish(
        visit_id=visit_id,
        cancelled_by=CancelledBy.MEMBER,
        person_id=person_id,
        is_replaced=True,
    )
    site = {"base_url": AROUND.base_url, "render": AROUND.render}
    cancel_and_tell(session, groupement_id=world.groupement.id, wish=wish, now=now, **site)


def agree(session: Session, world: World, now: datetime, start: time | None) -> None:
    end = time(12) if start else None
    wish = TimeWish(visit_id=ONE, start=start, end=end, person_id=None)
    site = {"base_url": AROUND.base_url, "render": AROUND.render}
    set_time_and_tell(session, groupement_id=world.groupement.id, wish=wish, now=now, **site)


def waiting(session: Session, email: str = "annick@biscuits.example") -> list[OutboxMail]:
    """Return the letters about visits that a person is still to get."""
    mails = session.scalars(
        select(OutboxMail)
        .where(OutboxMail.recipient == email, OutboxMail.dedupe_key.startswith("changes-"))
        .order_by(OutboxMail.id)
        .execution_options(populate_existing=True)
    )
    return [mail for mail in mails if mail.state is MailState.WAITING]


def told_in(mail: OutboxMail) -> list[str]:
    return [words(line) for line in mail.text.splitlines() if line.startswith(("- ", "  "))]


def all_leave(session: Session, now: datetime) -> None:
    session.execute(update(OutboxMail).values(sent_at=now))
    session.execute(delete(UntoldChange))


def file_of(mail: OutboxMail) -> Any:
    (file,) = mail.attachments
    assert (file["name"], file["type"]) == ("interventions.ics", "text/calendar; method=PUBLISH")
    return Calendar.from_ical(file["text"])


def events_of(mail: OutboxMail) -> dict[uuid.UUID, Any]:
    return {uuid.UUID(str(one["UID"])): one for one in file_of(mail).walk("VEVENT")}


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


def subscribe(session: Session, world: World) -> None:
    """Let a phone of Annick read her firm's calendar."""
    (person_id,) = session.scalars(
        select(OutboxMail.person_id).where(OutboxMail.recipient.startswith("annick")).distinct()
    )
    key = FeedKey(FeedOwner.MEMBER, world.biscuits.id)
    site = {"groupement_id": world.groupement.id, "now": FAR}
    feed = open_feed(session, key=key, base_url=AROUND.base_url, **site)
    whose = {"feed_id": feed.id, "person_id": person_id, "label": "Téléphone"}
    token, _ = create_token(session, **whose, **site)
    note_read(session, token_id=token.id, client="DAVx5", now=FAR)


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


def undo(session: Session, world: World, shop: At) -> None:
    publish(session, world, [replace(shop, day=TUESDAY)], FAR)
    publish(session, world, [shop], FAR + HOUR)


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


def move_away(session: Session, world: World) -> None:
    """Let the biscuits move from Vannes to 3, quai de la Chambre in Auray."""
    wish = PlaceWish(insee="56007", address="3, quai de la Chambre")
    keys = {"groupement_id": world.groupement.id, "member_id": world.biscuits.id}
    move_member(session, **keys, wish=wish, version=world.biscuits.version)


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


def test_letter_that_was_sent_is_told_and_the_next_begins_from_it(
    sessions: sessionmaker[Session],
    session: Session,
    world: World,
    shop: At,
    office: PostOffice,
) -> None:
    publish(session, world, [shop], FAR)
    session.commit()
    send_due(sessions, MailServer(office.url, SENDER), now=MORNING_AFTER)
    session.expire_all()
    untold = session.scalars(select(UntoldChange)).all()
    publish(session, world, [replace(shop, day=TUESDAY)], MORNING_AFTER + HOUR)

    (mail,) = waiting(session)

    assert untold == []
    letter = next(one for one in office.messages if one["To"].startswith("annick"))
    text, file = letter.iter_parts()
    assert (letter.get_content_type(), text.get_content_type()) == ("multipart/mixed", "text/plain")
    assert dict(file["Content-Type"].params) == {
        "method": "PUBLISH",
        "charset": "utf-8",
        "name": "interventions.ics",
    }
    assert b"\r\nMETHOD:PUBLISH\r\n" in file.get_payload(decode=True)
    assert words(mail.subject) == "Intervention déplacée : mardi 5 janvier 2027"


def fail(session: Session, **values: Any) -> None:
    session.execute(update(OutboxMail).values(attempts=1, **values))
    session.expire_all()


def test_letter_that_never_arrived_is_told_with_the_next_but_causes_none(
    session: Session, world: World, shop: At
) -> None:
    publish(session, world, [shop], FAR)
    fail(session, failed_at=FAR)
    publish(session, world, [shop, At(world.stock, world.yann, MONDAY, AM)], FAR + HOUR)
    before = waiting(session)
    publish(session, world, [shop, At(world.shop, world.zoe, TUESDAY, PM, id=TWO)], FAR + HOUR)

    (mail,) = waiting(session)

    assert before == []
    assert [line[:15] for line in told_in(mail)] == ["- lundi 4 janvi", "- mardi 5 janvi"]


def test_letter_that_never_arrived_is_not_written_again_for_what_its_reader_did(
    session: Session, world: World, shop: At
) -> None:
    other = At(world.shop, world.zoe, TUESDAY, PM, id=TWO)
    publish(session, world, [shop, other], FAR)
    annick = waiting(session)[0].person_id
    fail(session, failed_at=FAR)

    cancel(session, world, FAR + HOUR, TWO, person_id=annick)

    assert waiting(session) == []


def test_change_back_after_a_letter_that_may_have_left_is_told(
    session: Session, world: World, shop: At
) -> None:
    publish(session, world, [shop], FAR)
    all_leave(session, FAR)
    publish(session, world, [replace(shop, day=TUESDAY)], FAR)
    (first,) = waiting(session)
    fail(session, may_have_left=True)

    publish(session, world, [shop], FAR + HOUR)

    (mail,) = waiting(session)
    assert (first.state, mail.id == first.id) == (MailState.WITHDRAWN, False)
    assert told_in(mail)[1] == "avant : mardi 5 janvier 2027, matin"


def test_other_visit_leaves_a_letter_alone_that_may_have_left(
    session: Session, world: World, shop: At
) -> None:
    publish(session, world, [shop], FAR)
    fail(session, may_have_left=True)

    publish(session, world, [shop, At(world.shop, world.zoe, TUESDAY, PM, id=TWO)], FAR + HOUR)

    first, second = waiting(session)
    assert [len(told_in(one)) for one in (first, second)] == [1, 1]
    assert "mardi" in second.text


Rows = Sequence[UntoldChange]


def test_planted_letter_that_forgets_what_somebody_knew_tells_an_undone_change(
    session: Session, world: World, shop: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted fault: each act begins anew, so what was undone is told all the same."""
    publish(session, world, [shop], FAR)
    all_leave(session, FAR)
    begin = noting._begin
    monkeypatch.setattr(noting, "_go_on", lambda _session, row, *rest: begin(row, *rest))

    undo(session, world, shop)

    assert waiting(session) != []


def test_planted_digest_for_everything_holds_back_what_is_near(
    session: Session, world: World, shop: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted fault: nothing is soon."""
    monkeypatch.setattr(telling, "is_soon", lambda *_: False)
    publish(session, world, [shop], NEAR)

    assert waiting(session)[0].next_try_at > NEAR
