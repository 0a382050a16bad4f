"""A release that takes time from a CDO within their days of notice says what follows from it."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Person, Regime
from cdo_share.availability.models import AvailabilityException, ExceptionKind
from tests.notifications.changes import (
    FAR,
    NEAR,
    ONE,
    THREE,
    a_told_world,
    all_leave,
    publish,
    waiting,
)
from tests.publishing.world import AM, MONDAY, PM, TUESDAY, At, World
from tests.web.pages import words

LATER = MONDAY + timedelta(days=21)
SAID = "tombe dans votre délai de prévenance et demande votre accord"


@pytest.fixture
def world(session: Session) -> World:
    """Return a world in which a part-timer was told of a visit on Monday."""
    world = a_told_world(session)
    world.zoe.regime = Regime.PART_TIME
    session.flush()
    stays = At(world.stock, world.yann, TUESDAY, AM, id=THREE)
    publish(session, world, [At(world.shop, world.zoe, MONDAY, AM, id=ONE), stays], FAR)
    all_leave(session, FAR)
    return world


def letter_after(
    session: Session, world: World, place: tuple[str, date, int] | None
) -> tuple[str, str]:
    """Return what Zoé and her member read once a release, near the day, has the visit there."""
    places = [At(world.stock, world.yann, TUESDAY, AM, id=THREE)]
    if place is not None:
        who, *when = place
        places.append(At(world.shop, getattr(world, who), *when, id=ONE))
    publish(session, world, places, NEAR)
    zoe = session.get_one(Person, world.zoe.person_id)
    own, members = (
        "".join(words(mail.text) for mail in mails)
        for mails in (waiting(session, zoe.email), waiting(session))
    )
    return own, members


@pytest.mark.parametrize(
    ("place", "is_late"),
    [
        (None, True),
        (("yann", MONDAY, AM), True),
        (("zoe", LATER, AM), True),
        (("zoe", MONDAY, PM), False),  # the time stays, within the days of notice
        (("zoe", TUESDAY, PM), False),
    ],
)
def test_cdo_alone_reads_that_time_taken_late_needs_their_consent(
    session: Session, world: World, place: tuple[str, date, int] | None, is_late: bool
) -> None:
    """Planted: a letter that is silent, as for a change in good time."""
    own, members = letter_after(session, world, place)

    assert own != ""
    assert (SAID in own, SAID in members) == (is_late, False)


@pytest.mark.parametrize("regime", [Regime.FORFAIT_JOURS, Regime.VOLUNTEER])
def test_without_a_notice_of_the_law_the_letter_says_nothing_of_it(
    session: Session, world: World, regime: Regime
) -> None:
    world.zoe.regime = regime
    session.flush()

    assert SAID not in letter_after(session, world, None)[0]


def test_what_leaves_an_absence_of_the_cdo_is_not_called_late(
    session: Session, world: World
) -> None:
    kind = ExceptionKind.LEAVE
    session.add(
        AvailabilityException(
            engagement_id=world.zoe.id, kind=kind, starts_on=MONDAY, ends_on=MONDAY
        )
    )
    session.flush()

    assert SAID not in letter_after(session, world, None)[0]
