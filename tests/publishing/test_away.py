"""Nothing new is published where it is recorded that somebody is away."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.availability.models import AvailabilityException, ExceptionKind, Repeat
from cdo_share.core.errors import InvalidInput
from cdo_share.core.grid import HALF_DAYS, Half
from cdo_share.demands.models import MemberClosure
from cdo_share.planning.identities import PublishedVisit
from cdo_share.publishing.away import Away
from cdo_share.publishing.changes import VisitChange
from cdo_share.publishing.models import Change, Release, Visit
from tests.publishing.world import AM, MONDAY, PM, TUESDAY, At, World, a_world, publish_places
from tests.statements import recorded_statements

EVERY_WEEK = {"repeats": Repeat.WEEKLY, "repeats_until": date(2027, 1, 31)}


@pytest.fixture
def world(session: Session) -> World:
    """Return a world in which nothing is in force."""
    return a_world(session)


def is_away(session: Session, world: World, day: date, **more: Any) -> None:
    """Record that Zoé is away on a day, the whole of it unless told otherwise."""
    fields = {"kind": ExceptionKind.LEAVE, "starts_on": day, "ends_on": day} | more
    session.add(AvailabilityException(engagement_id=world.zoe.id, **fields))
    session.flush()


def is_closed(session: Session, world: World, first: date, last: date) -> None:
    """Record that the biscuits are closed."""
    session.add(
        MemberClosure(
            groupement_id=world.groupement.id,
            member_id=world.biscuits.id,
            starts_on=first,
            ends_on=last,
        )
    )
    session.flush()


def refused(
    session: Session, world: World, places: Iterable[At], now: datetime
) -> list[tuple[str, date]]:
    """Return who is away and when, for each visit for which a publication is refused."""
    try:
        publish_places(session, world, places, now)
    except InvalidInput as refusal:
        return [
            (
                fault.values["cdo"] if "is away" in fault.msgid else fault.values["member"],
                fault.values["day"],
            )
            for fault in refusal.faults
        ]
    return []


def test_new_visit_in_an_absence_is_refused_with_who_and_what_helps(
    session: Session, world: World, now: datetime
) -> None:
    """Planted: a publication that asks labour law alone."""
    is_away(session, world, MONDAY)

    with pytest.raises(InvalidInput) as refusal:
        publish_places(session, world, [At(world.shop, world.zoe, MONDAY, AM)], now)

    (fault,) = refusal.value.faults
    assert str(fault.message) == (
        "Zoé Martin is away on 2027-01-04: “Ouvrir la boutique en ligne” for Biscuiterie Le Goff "
        "cannot be put there. Plan it anew around the absence, or change the absence."
    )
    assert session.scalars(select(Release)).all() == []
    assert session.scalars(select(Visit)).all() == []


@pytest.mark.parametrize(
    ("more", "place", "is_refused"),
    [
        ({"ends_half": Half.AM}, (MONDAY, AM), True),
        ({"ends_half": Half.AM}, (MONDAY, PM), False),
        ({}, (TUESDAY, AM), False),
        ({"ends_on": TUESDAY}, (TUESDAY, AM), True),
        ({"kind": ExceptionKind.EXTRA}, (MONDAY, AM), False),
        (
            {"repeats": Repeat.WEEKLY, "repeats_until": date(2027, 1, 31)},
            (date(2027, 1, 11), PM),
            True,
        ),
    ],
)
def test_half_days_of_the_absence_count_and_no_others(
    session: Session,
    world: World,
    now: datetime,
    more: dict[str, Any],
    place: tuple[date, int],
    is_refused: bool,
) -> None:
    is_away(session, world, MONDAY, **more)

    told = refused(session, world, [At(world.shop, world.zoe, *place)], now)

    assert told == ([("Zoé Martin", place[0])] if is_refused else [])


def test_member_who_is_closed_keeps_a_new_visit_away(
    session: Session, world: World, now: datetime
) -> None:
    is_closed(session, world, MONDAY, MONDAY)
    places = [At(world.shop, world.zoe, MONDAY, AM), At(world.stock, world.yann, MONDAY, AM)]

    assert refused(session, world, places, now) == [("Biscuiterie Le Goff", MONDAY)]


def test_visit_in_force_before_the_absence_does_not_hold_up_a_release(
    session: Session, world: World, now: datetime
) -> None:
    stays = At(world.shop, world.zoe, MONDAY, AM, id=uuid4())
    publish_places(session, world, [stays], now)
    is_away(session, world, MONDAY)
    is_closed(session, world, MONDAY, MONDAY)

    assert refused(session, world, [stays, At(world.stock, world.yann, TUESDAY, AM)], now) == []


@pytest.mark.parametrize(
    ("slot", "length", "told"),
    [
        (PM, 1, [("Zoé Martin", MONDAY)]),  # moved within the day: a half-day not in force
        (AM, 2, [("Zoé Martin", MONDAY)]),  # grown
    ],
)
def test_visit_that_moves_into_an_absence_is_a_new_one_there(
    session: Session,
    world: World,
    now: datetime,
    slot: int,
    length: int,
    told: list[tuple[str, date]],
) -> None:
    visit = At(world.shop, world.zoe, MONDAY, AM, id=uuid4())
    publish_places(session, world, [visit], now)
    is_away(session, world, MONDAY)

    moved = At(world.shop, world.zoe, MONDAY, slot, length, id=visit.id)
    assert refused(session, world, [moved], now) == told


@pytest.mark.parametrize(
    ("was", "becomes", "hits"),
    [
        # The half-days that it had already are not new: a visit that shrinks or stays is none.
        (("zoe", MONDAY, AM, 2), ("zoe", MONDAY, PM, 1), (False, False)),
        (("zoe", MONDAY, AM, 1), ("zoe", MONDAY, AM, 1), (False, False)),
        # Those that it had with another CDO say nothing of this one; the member knew of the day.
        (("yann", MONDAY, AM, 1), ("zoe", MONDAY, AM, 1), (True, False)),
        # A door that is closed on both days is a new one on the other day.
        (("yann", MONDAY, AM, 1), ("yann", TUESDAY, AM, 1), (False, True)),
        (("yann", MONDAY, AM, 1), ("yann", MONDAY, PM, 1), (False, False)),
        (None, ("zoe", MONDAY, AM, 1), (True, True)),
    ],
)
def test_only_what_a_change_adds_meets_somebody_away(
    was: tuple[str, date, int, int] | None,
    becomes: tuple[str, date, int, int],
    hits: tuple[bool, bool],
) -> None:
    """Zoé is away all Monday, the door is closed on Monday and Tuesday."""
    numbers, one = {"zoe": 7, "yann": 8}, uuid4()

    def put(place: tuple[str, date, int, int]) -> PublishedVisit:
        return PublishedVisit(one, 1, numbers[place[0]], *place[1:])

    away = Away(
        {7: frozenset({(MONDAY, Half.AM), (MONDAY, Half.PM)})}, {1: frozenset({MONDAY, TUESDAY})}
    )
    change = VisitChange(
        Change.MOVED if was else Change.ADDED, put(becomes), put(was) if was else None
    )

    assert away.meets(change, HALF_DAYS) == hits


def test_statements_do_not_grow_with_the_visits(
    session: Session, world: World, now: datetime
) -> None:
    counts = []
    for many in (1, 4):
        is_away(session, world, date(2027, 6, many))
        days = [MONDAY + timedelta(days=7 * number) for number in range(many)]
        with recorded_statements(session) as statements:
            publish_places(
                session, world, [At(world.shop, world.zoe, day, AM) for day in days], now
            )
        counts.append(sum("availability_exception" in one for one in statements))

    assert counts == [1, 1]
