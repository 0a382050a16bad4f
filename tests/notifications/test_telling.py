"""What each person is told of changed visits, and when."""

import re
import uuid
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Person, Regime, RoleKind
from cdo_share.core.outbox import OutboxMail
from cdo_share.notifications.models import UntoldChange
from cdo_share.notifications.round_mails import Sending
from cdo_share.telling import look_before, tell_changes
from cdo_share.web.mails import render_mail
from tests.factories import a_demand, a_person, a_role
from tests.publishing.world import (
    AM,
    MONDAY,
    PM,
    TUESDAY,
    WEDNESDAY,
    At,
    World,
    a_world,
    publish_places,
)

ONE, TWO, THREE = (uuid.UUID(int=number, version=4) for number in (1, 2, 3))
BASE_URL = "https://partage.example"
NO_BREAK = "\N{NO-BREAK SPACE}"
CLOCK = re.compile(r"\d{1,2}[:h]\d{2}")


@pytest.fixture
def world(session: Session) -> World:
    """Return a world where each member has a voice; Zoé reads French, Yann English."""
    world = a_world(session)
    for member, email in ((world.biscuits, "annick@biscuits"), (world.boats, "loic@boats")):
        person = a_person(session, name=email.split("@")[0].title(), email=f"{email}.example")
        a_role(session, person, world.groupement, RoleKind.MEMBER, member_id=member.id)
    session.get_one(Person, world.yann.person_id).language = "en"
    session.flush()
    return world


def publish(
    session: Session, world: World, places: Iterable[At], now: datetime
) -> dict[str, OutboxMail]:
    """Publish a plan, and return the letters that wait by the name they greet."""
    sending = Sending(now, BASE_URL, render_mail)
    before = look_before(session, world.groupement.id, sending)
    publish_places(session, world, places, now)
    mails = tell_changes(session, world.groupement.id, before, sending)
    return {re.split("[ ,]", mail.text)[1]: mail for mail in mails}


def test_first_release_tells_every_person_their_own_visits_only(
    session: Session, world: World, now: datetime
) -> None:
    places = [
        At(world.shop, world.zoe, MONDAY, AM, id=ONE),
        At(world.stock, world.yann, TUESDAY, PM, id=TWO),
    ]
    told = publish(session, world, places, now)

    mails = told

    assert {name: mail.person_id for name, mail in mails.items() if name in ("Zoé", "Yann")} == {
        "Zoé": world.zoe.person_id,
        "Yann": world.yann.person_id,
    }
    assert set(mails) == {"Zoé", "Yann", "Annick", "Loic"}
    shown = {
        name: [line for line in mail.text.splitlines() if line.startswith("- ")]
        for name, mail in mails.items()
    }
    shop, stock = "Ouvrir la boutique en ligne", "Suivre le stock"
    assert shown == {
        "Zoé": [f"- lundi 4 janvier 2027, matin – {shop} – Biscuiterie Le Goff (Vannes)"],
        "Yann": [f"- Tuesday 5 January 2027, afternoon – {stock} – Chantier naval Kermor (Vannes)"],
        "Annick": [f"- lundi 4 janvier 2027, matin – {shop} – Zoé Martin (Vannes)"],
        "Loic": [f"- mardi 5 janvier 2027, après-midi – {stock} – Yann Guégan (Vannes)"],
    }


def test_release_mail_in_french_reads_as_a_letter(
    session: Session, world: World, now: datetime
) -> None:
    place = At(world.shop, world.zoe, MONDAY, AM, id=ONE)
    stock = a_demand(session, world.biscuits, world.period, title="Choisir un logiciel")
    gone = At(stock, world.zoe, TUESDAY, AM, id=TWO)
    publish_places(session, world, [place, gone], now)
    new = At(world.shop, world.zoe, WEDNESDAY, PM, id=THREE)
    told = publish(session, world, [replace(place, slot=PM), new], now)

    mail = told["Annick"]

    name, shop = world.groupement.name, "Ouvrir la boutique en ligne – Zoé Martin (Vannes)"
    assert mail.recipient == "annick@biscuits.example"
    assert mail.subject.replace(NO_BREAK, " ") == f"Vos interventions : 3 changements, {name}"
    assert mail.text.replace(NO_BREAK, " ").splitlines() == [
        "Bonjour Annick,",
        "",
        "3 de vos interventions changent.",
        "",
        "Nouvelles interventions :",
        f"- mercredi 6 janvier 2027, après-midi – {shop}",
        "",
        "Interventions déplacées :",
        f"- lundi 4 janvier 2027, après-midi – {shop}",
        "  avant : lundi 4 janvier 2027, matin",
        "",
        "Interventions retirées de votre agenda :",
        "- mardi 5 janvier 2027, matin – Choisir un logiciel – Zoé Martin (Vannes)",
        "",
        "Ouvrez le fichier joint, interventions.ics, pour mettre ces interventions "
        "dans votre agenda.",
        "Tout se trouve aussi ici : https://partage.example/",
        "",
        name,
    ]


def test_release_that_moves_only_one_visit_tells_only_those_it_concerns(
    session: Session, world: World, now: datetime
) -> None:
    places = [
        At(world.shop, world.zoe, MONDAY, AM, id=ONE),
        At(world.stock, world.yann, TUESDAY, PM, id=TWO),
    ]
    publish_places(session, world, places, now)

    told = publish(session, world, [replace(places[0], slot=PM), places[1]], now)

    assert set(told) == {"Zoé", "Annick"}


def test_release_that_changes_nothing_tells_nobody(
    session: Session, world: World, now: datetime
) -> None:
    places = [At(world.shop, world.zoe, MONDAY, AM, id=ONE)]
    publish_places(session, world, places, now)

    told = publish(session, world, places, now)

    assert told == {}


def test_release_that_gives_a_visit_to_another_cdo_tells_each_their_side(
    session: Session, world: World, now: datetime
) -> None:
    place = At(world.shop, world.zoe, MONDAY, AM, id=ONE)
    publish_places(session, world, [place], now)

    told = publish(session, world, [replace(place, day=TUESDAY, engagement=world.yann)], now)

    texts = {name: mail.text for name, mail in told.items()}
    assert set(texts) == {"Zoé", "Yann", "Annick"}
    assert "Interventions retirées de votre agenda" in texts["Zoé"]
    assert "lundi 4 janvier" in texts["Zoé"]
    assert "mardi" not in texts["Zoé"]
    assert "Yann" not in texts["Zoé"]
    assert "New:\n- Tuesday 5 January 2027" in texts["Yann"]
    assert "Zoé" not in texts["Yann"]
    assert "avant : lundi 4 janvier 2027, matin, Zoé Martin\n" in texts["Annick"].replace(
        NO_BREAK, " "
    )


def test_release_for_a_cdo_on_forfait_jours_names_half_days_to_everybody(
    session: Session, world: World, now: datetime
) -> None:
    world.zoe.regime = Regime.FORFAIT_JOURS
    session.flush()
    places = [
        At(world.shop, world.zoe, MONDAY, AM),
        At(world.shop, world.zoe, TUESDAY, PM),
        At(world.shop, world.zoe, WEDNESDAY, AM, length=2),
    ]
    told = publish(session, world, places, now)

    texts = {name: mail.text for name, mail in told.items()}

    assert set(texts) == {"Zoé", "Annick"}
    for text in texts.values():
        assert CLOCK.findall(text) == []
        assert re.findall(r"2027, ([^–]+) –", text) == ["matin", "après-midi", "journée"]


def test_release_tells_a_person_with_two_members_in_one_mail(
    session: Session, world: World, now: datetime
) -> None:
    both = a_person(session, name="Rozenn", email="rozenn@firm.example")
    for member in (world.biscuits, world.boats):
        a_role(session, both, world.groupement, RoleKind.MEMBER, member_id=member.id)
    places = [At(world.shop, world.zoe, MONDAY, AM), At(world.stock, world.yann, MONDAY, AM)]
    told = publish(session, world, places, now)

    text = told["Rozenn"].text

    assert text.count("\n- ") == 2


def test_release_does_not_write_to_a_closed_account(
    session: Session, world: World, now: datetime
) -> None:
    session.get_one(Person, world.zoe.person_id).is_active = False
    told = publish(session, world, [At(world.shop, world.zoe, MONDAY, AM)], now)

    assert set(told) == {"Annick"}


def test_release_published_and_told_again_with_nothing_new_writes_nothing(
    session: Session, world: World, now: datetime
) -> None:
    place = At(world.shop, world.zoe, MONDAY, AM, id=ONE)
    publish(session, world, [place], now)

    assert publish(session, world, [place], now) == {}
    assert session.scalar(select(func.count()).select_from(OutboxMail)) == 2


def waiting(session: Session) -> dict[str, list[str]]:
    """Return the visits told in the mails that are still to leave, by recipient."""
    statement = select(OutboxMail).where(
        OutboxMail.withdrawn_at.is_(None), OutboxMail.sent_at.is_(None)
    )
    return {
        mail.recipient.split("@")[0]: re.findall(r"^(?:- |  avant).*", mail.text, re.MULTILINE)
        for mail in session.scalars(statement)
    }


def all_leave(session: Session, now: datetime) -> None:
    """Let every letter leave that waits, as the sender notes it."""
    session.execute(update(OutboxMail).values(sent_at=now))
    session.execute(delete(UntoldChange))


def test_release_before_the_last_ones_mails_left_tells_everything_in_one_mail(
    session: Session, world: World, now: datetime
) -> None:
    shop, stock = (
        At(world.shop, world.zoe, MONDAY, AM, id=ONE),
        At(world.stock, world.zoe, MONDAY, PM),
    )
    for places in (
        [shop, stock],
        [replace(shop, day=TUESDAY), stock],
        [replace(shop, day=WEDNESDAY), stock, At(world.shop, world.zoe, TUESDAY, PM, id=TWO)],
        [replace(shop, day=WEDNESDAY), stock],
    ):
        publish(session, world, places, now)

    title, other = "Ouvrir la boutique en ligne – Zoé Martin", "Suivre le stock – Zoé Martin"
    told = waiting(session)
    assert told["annick"] == [f"- mercredi 6 janvier 2027, matin – {title} (Vannes)"]
    assert told["loic"] == [f"- lundi 4 janvier 2027, après-midi – {other} (Vannes)"]


def test_release_tells_what_changed_since_the_last_mail_that_left(
    session: Session, world: World, now: datetime
) -> None:
    shop = At(world.shop, world.zoe, MONDAY, AM, id=ONE)
    publish(session, world, [shop], now)
    all_leave(session, now)
    for place in (replace(shop, day=TUESDAY), replace(shop, day=WEDNESDAY)):
        publish(session, world, [place], now)

    text = [line.replace(NO_BREAK, " ") for line in waiting(session)["annick"]]
    publish(session, world, [shop], now)

    assert text == [
        "- mercredi 6 janvier 2027, matin – Ouvrir la boutique en ligne – Zoé Martin (Vannes)",
        "  avant : lundi 4 janvier 2027, matin",
    ]
    assert waiting(session) == {}


def test_release_in_mid_period_does_not_tell_of_days_gone_by(
    session: Session, world: World
) -> None:
    tuesday = datetime(2027, 1, 5, 7, 0, tzinfo=UTC)
    places = [At(world.shop, world.zoe, MONDAY, AM), At(world.shop, world.zoe, TUESDAY, AM)]
    told = publish(session, world, places, tuesday)

    text = told["Annick"].text

    assert re.findall(r"- (\w+) ", text) == ["mardi"]


def test_release_with_names_that_look_like_headers_stays_one_subject(
    session: Session, world: World, now: datetime
) -> None:
    world.groupement.name = "GE\r\nBcc: evil@evil.example"
    world.shop.title = "a\r\n.\r\nMAIL FROM:<evil@evil.example>"
    places = [At(world.shop, world.zoe, day, AM) for day in (MONDAY, TUESDAY)]

    mail = publish(session, world, places, now)["Annick"]

    assert mail.subject.replace(NO_BREAK, " ") == (
        "Vos interventions : 2 nouvelles, GE Bcc: evil@evil.example"
    )
    assert "\n." not in mail.text
