"""What is about to leave is looked at once more: it says the names of the moment of sending."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, update
from sqlalchemy.orm import Session, sessionmaker

from cdo_share.accounts.models import Person
from cdo_share.core.orm import transaction
from cdo_share.jobs.tidying import freshen_due, tidy
from tests.inviting import (
    ANNICK,
    BASE_URL,
    FAR,
    HOUR,
    MORNING_AFTER,
    ONE,
    Invited,
    all_leave,
    an_invited_world,
    choose,
    publish,
    sending,
    told,
    waiting,
)
from tests.notifications.post_office import PostOffice
from tests.publishing.world import AM, MONDAY, At

Sessions = sessionmaker[Session]
NEW_NAME = "Zoé Martin-Le Bras"


@pytest.fixture
def sessions(own_engine: Engine) -> Iterator[Sessions]:
    """Return a maker of sessions that really commit."""
    return sessionmaker(own_engine, expire_on_commit=False)


def publish_one(sessions: Sessions) -> Invited:
    with sessions() as session, transaction(session):
        people = an_invited_world(session)
        choose(session, people, FAR, people.zoe)
        shop = At(people.world.shop, people.world.zoe, MONDAY, AM, id=ONE)
        publish(session, people, [shop], FAR)
    return people


def rename(sessions: Sessions, person: Person, name: str) -> None:
    with sessions() as session, transaction(session):
        session.execute(update(Person).where(Person.id == person.id).values(name=name))


def words_to(office: PostOffice, email: str) -> str:
    (message,) = (one for one in office.messages if one["To"] == email)
    return "\n".join(
        part.get_payload(decode=True).decode() for part in message.walk() if not part.is_multipart()
    ).replace("\r\n ", "")


def test_letter_and_its_file_say_the_name_of_the_moment_of_sending(
    sessions: Sessions, office: PostOffice
) -> None:
    people = publish_one(sessions)
    rename(sessions, people.zoe, NEW_NAME)

    early = freshen_due(sessions, sending(FAR + HOUR))
    renewed = freshen_due(sessions, sending(MORNING_AFTER))
    all_leave(sessions, office, MORNING_AFTER)

    assert (early, renewed) == ([], [people.groupement_id])
    text = words_to(office, ANNICK)
    assert text.count(NEW_NAME) >= 3  # the text, the title and the lines of the event
    assert "Zoé Martin\n" not in text


def test_nothing_is_rendered_where_no_name_changed(sessions: Sessions) -> None:
    publish_one(sessions)

    assert freshen_due(sessions, sending(MORNING_AFTER)) == []


def test_tidying_lets_calendars_follow_that_were_passed_over(
    sessions: Sessions, office: PostOffice
) -> None:
    people = publish_one(sessions)
    all_leave(sessions, office, MORNING_AFTER)
    with sessions() as session, transaction(session):
        firm = session.merge(people.world.biscuits)
        firm.name = "Biscuiterie Le Goff et filles"
    now = MORNING_AFTER + HOUR

    tidy(sessions, now=now, base_url=BASE_URL, sending=sending(now))

    with sessions() as session:
        assert told(waiting(session, people.zoe.email)) == [("REQUEST", ONE, 1)]
