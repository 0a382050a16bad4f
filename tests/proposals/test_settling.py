"""A request becomes constraints in one act, or is declined with a sentence."""

import uuid
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from cdo_share.core.errors import Conflict, InvalidInput, NotFound
from cdo_share.core.grid import Half
from cdo_share.planning.constraint_queries import list_constraints, remove_constraint
from cdo_share.planning.models import ConstraintKind, ConstraintSource, PlanVisit
from cdo_share.proposals.answering import Wish
from cdo_share.proposals.holdings import BOTH, Part
from cdo_share.proposals.models import ProposalParty, Reason, RequestState
from cdo_share.proposals.settling import constrain, decline
from tests.factories import a_groupement, an_engagement
from tests.proposals.conftest import Table
from tests.proposals.test_answering import before, keep, wish_for
from tests.publishing.world import AM, MONDAY, PM, WEDNESDAY

Row = tuple[ConstraintKind, int | None, int | None, date | None, int | None, int | None]


def rows(session: Session, table: Table) -> list[Row]:
    found = list_constraints(session, table.world.groupement.id, table.world.period.id)
    assert {row.source for row in found} <= {ConstraintSource.ANSWER}
    return [
        (row.kind, row.demand_id, row.engagement_id, row.day, row.slot, row.length) for row in found
    ]


def settle(
    session: Session, table: Table, party: ProposalParty, now: datetime, wish: Wish, **values: Any
) -> None:
    (request,) = wish_for(session, table, party, now, wish)
    constrain(
        session,
        groupement_id=table.world.groupement.id,
        request_id=request.id,
        person_id=table.coordinator.id,
        now=now,
        **values,
    )
    assert request.state is RequestState.CONSTRAINED


def test_wish_of_a_member_closes_the_day_and_holds_the_wished_time(
    session: Session, table: Table, now: datetime
) -> None:
    shop, zoe = table.world.shop.id, table.world.zoe.id
    settle(session, table, table.biscuits, now, Wish(table.monday, Reason.BUSY, WEDNESDAY, Half.PM))

    assert rows(session, table) == [
        (ConstraintKind.AVOID_DEMAND, shop, None, MONDAY, None, None),
        (ConstraintKind.KEEP_TIME, shop, zoe, WEDNESDAY, PM, 1),
    ]


def test_wish_for_the_other_half_of_the_same_day_does_not_close_the_day(
    session: Session, table: Table, now: datetime
) -> None:
    settle(session, table, table.biscuits, now, Wish(table.monday, Reason.BUSY, MONDAY, Half.PM))

    shop, zoe = table.world.shop.id, table.world.zoe.id
    assert rows(session, table) == [(ConstraintKind.KEEP_TIME, shop, zoe, MONDAY, PM, 1)]


def test_visit_that_is_to_be_kept_is_held_where_it_was_and_closes_nothing(
    session: Session, table: Table, now: datetime
) -> None:
    request = keep(session, table, table.biscuits, now, before(session, table))
    constrain(
        session,
        groupement_id=table.world.groupement.id,
        request_id=request.id,
        person_id=table.coordinator.id,
        now=now,
    )

    shop, zoe = table.world.shop.id, table.world.zoe.id
    assert rows(session, table) == [(ConstraintKind.KEEP_TIME, shop, zoe, WEDNESDAY, PM, 1)]


def test_visit_that_its_cdo_is_to_keep_is_held_with_this_cdo(
    session: Session, table: Table, now: datetime
) -> None:
    """Another CDO at the same time is what the plan has already."""
    request = keep(session, table, table.zoe, now, before(session, table))
    constrain(
        session,
        groupement_id=table.world.groupement.id,
        request_id=request.id,
        person_id=table.coordinator.id,
        now=now,
    )

    shop, zoe = table.world.shop.id, table.world.zoe.id
    assert rows(session, table) == [(ConstraintKind.KEEP_VISIT, shop, zoe, WEDNESDAY, PM, 1)]


def test_wish_of_a_cdo_frees_their_half_day_only(
    session: Session, table: Table, now: datetime
) -> None:
    settle(session, table, table.zoe, now, Wish(table.monday, Reason.BUSY))

    zoe = table.world.zoe.id
    assert rows(session, table) == [(ConstraintKind.AVOID_CDO, None, zoe, MONDAY, AM, 1)]


def test_cdo_for_whom_it_is_too_far_does_not_come_and_others_may(
    session: Session, table: Table, now: datetime
) -> None:
    settle(session, table, table.zoe, now, Wish(table.monday, Reason.TOO_FAR))

    shop, zoe = table.world.shop.id, table.world.zoe.id
    assert rows(session, table) == [(ConstraintKind.AVOID_CDO, shop, zoe, None, None, None)]


@pytest.mark.parametrize("part", [None, Part.AVOIDED, Part.CLOSED])
def test_cdo_for_whom_one_of_several_visits_is_too_far_is_ruled_out_or_the_day_closed(
    session: Session, table: Table, now: datetime, part: Part | None
) -> None:
    """Others may come in their place; that nobody comes that day is for the coordinator to say."""
    first = min(table.plan.visits, key=lambda visit: visit.day)
    table.plan.visits.append(
        PlanVisit(
            visit_id=uuid.uuid4(),
            demand_id=first.demand_id,
            engagement_id=first.engagement_id,
            day=WEDNESDAY,
            slot=PM,
            length=1,
        )
    )
    chosen = {} if part is None else {"parts": [part]}
    settle(session, table, table.zoe, now, Wish(first.visit_id, Reason.TOO_FAR), **chosen)

    shop, zoe = table.world.shop.id, table.world.zoe.id
    became = {
        Part.AVOIDED: (ConstraintKind.AVOID_CDO, shop, zoe, None, None, None),
        Part.CLOSED: (ConstraintKind.AVOID_DEMAND, shop, None, MONDAY, None, None),
    }
    assert rows(session, table) == [became[part or Part.AVOIDED]]


def test_cdo_for_whom_it_is_too_far_that_day_may_wish_to_come_on_another(
    session: Session, table: Table, now: datetime
) -> None:
    wish = Wish(table.monday, Reason.TOO_FAR, WEDNESDAY, Half.PM)
    settle(session, table, table.zoe, now, wish)

    shop, zoe = table.world.shop.id, table.world.zoe.id
    assert rows(session, table) == [
        (ConstraintKind.AVOID_DEMAND, shop, None, MONDAY, None, None),
        (ConstraintKind.KEEP_TIME, shop, zoe, WEDNESDAY, PM, 1),
    ]


@pytest.mark.parametrize("part", BOTH)
def test_one_part_of_a_request_becomes_a_constraint_without_the_other(
    session: Session, table: Table, now: datetime, part: Part
) -> None:
    wish = Wish(table.monday, Reason.BUSY, WEDNESDAY, Half.PM)
    settle(session, table, table.biscuits, now, wish, parts=[part])

    shop, zoe = table.world.shop.id, table.world.zoe.id
    row: Row = (ConstraintKind.AVOID_DEMAND, shop, None, MONDAY, None, None)
    if part is Part.WISHED:
        row = (ConstraintKind.KEEP_TIME, shop, zoe, WEDNESDAY, PM, 1)
    assert rows(session, table) == [row]


def test_no_part_of_a_request_is_refused(session: Session, table: Table, now: datetime) -> None:
    with pytest.raises(InvalidInput, match="at least one line"):
        settle(session, table, table.zoe, now, Wish(table.monday, Reason.BUSY), parts=[])

    assert rows(session, table) == []


def test_wish_for_another_cdo_keeps_the_demand_with_the_one_chosen(
    session: Session, table: Table, now: datetime
) -> None:
    yann, shop = table.world.yann.id, table.world.shop.id
    wish = Wish(table.monday, Reason.OTHER_CDO)
    settle(session, table, table.biscuits, now, wish, other_engagement_id=yann)

    assert rows(session, table) == [(ConstraintKind.KEEP_CDO, shop, yann, None, None, None)]


def test_wish_for_another_cdo_needs_another_cdo_of_the_groupement(
    session: Session, table: Table, now: datetime
) -> None:
    (request,) = wish_for(session, table, table.biscuits, now, Wish(table.monday, Reason.OTHER_CDO))
    which = {
        "groupement_id": table.world.groupement.id,
        "request_id": request.id,
        "person_id": table.coordinator.id,
        "now": now,
    }
    stranger = an_engagement(session, a_groupement(session))

    for same in (None, table.world.zoe.id):
        with pytest.raises(InvalidInput, match="comes instead"):
            constrain(session, **which, other_engagement_id=same)
    with pytest.raises(NotFound):
        constrain(session, **which, other_engagement_id=stranger.id)
    assert rows(session, table) == []


def test_decline_needs_a_sentence_and_makes_no_constraint(
    session: Session, table: Table, now: datetime
) -> None:
    (request,) = wish_for(session, table, table.zoe, now, Wish(table.monday, Reason.BUSY))
    which = {
        "groupement_id": table.world.groupement.id,
        "request_id": request.id,
        "person_id": table.coordinator.id,
        "now": now,
    }
    with pytest.raises(InvalidInput) as refusal:
        decline(session, **which, refusal=" \n")
    assert refusal.value.faults[0].field == "refusal"

    decline(session, **which, refusal="Personne\nd’autre n’est libre.")

    assert (request.state, request.refusal) == (
        RequestState.DECLINED,
        "Personne d’autre n’est libre.",
    )
    assert rows(session, table) == []
    with pytest.raises(Conflict, match="settled or taken back"):
        constrain(session, **which)


def test_request_of_another_groupement_is_not_found(
    session: Session, table: Table, now: datetime
) -> None:
    (request,) = wish_for(session, table, table.zoe, now, Wish(table.monday, Reason.BUSY))

    with pytest.raises(NotFound):
        constrain(
            session,
            groupement_id=a_groupement(session).id,
            request_id=request.id,
            person_id=table.coordinator.id,
            now=now,
        )


def test_constraint_can_be_removed_and_the_request_remembers_only_that(
    session: Session, table: Table, now: datetime
) -> None:
    (request,) = wish_for(session, table, table.zoe, now, Wish(table.monday, Reason.BUSY))
    groupement_id, person_id = table.world.groupement.id, table.coordinator.id
    constrain(
        session,
        groupement_id=groupement_id,
        request_id=request.id,
        person_id=person_id,
        now=now,
    )
    assert request.constraint_id is not None

    remove_constraint(
        session,
        groupement_id=groupement_id,
        constraint_id=request.constraint_id,
        person_id=person_id,
        now=now,
    )

    session.refresh(request)
    assert (request.state, request.constraint_id) == (RequestState.CONSTRAINED, None)
