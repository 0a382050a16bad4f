"""Stating, changing, withdrawing and restoring a demand."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from cdo_share.core.errors import Conflict, InvalidInput, NotFound
from cdo_share.core.grid import GridKind, Half
from cdo_share.demands.models import (
    AmountUnit,
    Cadence,
    DeclinedCdo,
    DeclineReason,
    Demand,
    DemandHalfday,
    DemandState,
    Place,
    Urgency,
    UrgencyReason,
    Wish,
)
from cdo_share.demands.service import (
    edit_demand,
    restore_demand,
    submit_demand,
    withdraw_demand,
)
from cdo_share.rounds.models import PeriodState
from tests.demands.conftest import Scene
from tests.demands.wishes import a_wish
from tests.factories import a_demand, a_groupement, a_member, a_period, an_engagement

AM, PM = Half.AM, Half.PM
OTHER, DISAGREEMENT = DeclineReason.OTHER_EXPECTATIONS, DeclineReason.PAST_DISAGREEMENT


def _submit(session: Session, scene: Scene, now: datetime, **values: Any) -> Demand:
    return submit_demand(
        session, **scene.keys, period_id=scene.period.id, wish=a_wish(**values), now=now
    )


def _halfdays(demand: Demand) -> list[tuple[int, Half, Wish]]:
    return [(row.weekday, row.half, row.wish) for row in demand.halfdays]


def _declined(demand: Demand) -> list[tuple[str, DeclineReason]]:
    return [(row.engagement.person.name, row.reason) for row in demand.declined]


def _count(session: Session, row: type[Any]) -> int | None:
    return session.scalar(select(func.count()).select_from(row))


def test_submitted_demand_keeps_what_was_typed_and_what_it_amounts_to(
    session: Session, scene: Scene, now: datetime
) -> None:
    declined = an_engagement(session, scene.groupement)
    previous = an_engagement(session, scene.groupement)

    demand = _submit(
        session,
        scene,
        now,
        title=" Vendre  en ligne ",
        level=3,
        visit_amount=4,
        visit_unit=AmountUnit.HOURS,
        visits_per_window=5,
        latest_on=date(2027, 1, 15),
        place=Place.REMOTE,
        urgency=Urgency.URGENT,
        urgency_reason=UrgencyReason.SEASON,
        same_moment=True,
        max_cdos=2,
        preferred=frozenset({(3, PM), (0, PM)}),
        impossible=frozenset({(0, AM)}),
        declined=frozenset({(declined.id, OTHER)}),
        previous_engagement_id=previous.id,
    )

    assert (demand.title, demand.skill, demand.level) == ("Vendre en ligne", "VENTE-WEB", 3)
    assert (demand.visit_amount, demand.visit_unit) == (4, AmountUnit.HOURS)
    # A day of two half-days on Tuesday to Friday, in two weeks of which one lacks Wednesday.
    assert (demand.visit_slots, demand.visits_per_window, demand.requested_slots) == (2, 5, 14)
    assert (demand.earliest_on, demand.latest_on) == (date(2027, 1, 4), date(2027, 1, 15))
    assert (demand.place, demand.urgency) == (Place.REMOTE, Urgency.URGENT)
    assert (demand.same_moment, demand.max_cdos) == (True, 2)
    assert _halfdays(demand) == [
        (0, AM, Wish.IMPOSSIBLE),
        (0, PM, Wish.PREFERRED),
        (3, PM, Wish.PREFERRED),
    ]
    assert _declined(demand) == [(declined.person.name, OTHER)]
    assert demand.previous_engagement_id == previous.id
    assert (demand.state, demand.version) == (DemandState.SUBMITTED, 1)
    assert (demand.created_at, demand.updated_at) == (now, now)


def test_submitted_demand_for_one_stretch_asks_for_its_visits_in_all(
    session: Session, scene: Scene, now: datetime
) -> None:
    demand = _submit(
        session,
        scene,
        now,
        cadence=Cadence.ONCE,
        total_visits=6,
        visits_per_window=None,
        visit_amount=2,
    )

    assert (demand.visits_per_window, demand.visit_slots, demand.requested_slots) == (1, 2, 12)


def test_submitted_demand_of_an_hour_period_counts_hours(
    session: Session, scene: Scene, now: datetime
) -> None:
    scene.period.grid_kind = GridKind.HOUR

    demand = _submit(session, scene, now, visit_amount=3, visit_unit=AmountUnit.HOURS)

    assert (demand.visit_slots, demand.requested_slots) == (3, 12)


def test_submit_with_faults_is_refused_with_all_and_stores_nothing(
    session: Session, scene: Scene, now: datetime
) -> None:
    foreign = an_engagement(session, a_groupement(session))
    gone = an_engagement(session, scene.groupement, is_active=False)

    with pytest.raises(InvalidInput) as refusal:
        _submit(
            session,
            scene,
            now,
            title="",
            skill="MAGIC",
            declined=frozenset({(foreign.id, OTHER)}),
            previous_engagement_id=gone.id,
        )

    assert [fault.field for fault in refusal.value.faults] == [
        "title",
        "skill",
        "declined",
        "previous_engagement_id",
    ]
    assert _count(session, Demand) == 0


@pytest.mark.parametrize("stranger", ["member", "period", "groupement"])
def test_submit_across_groupements_is_not_found(
    session: Session, scene: Scene, now: datetime, stranger: str
) -> None:
    other = a_groupement(session)
    keys = {**scene.keys, "period_id": scene.period.id}
    keys |= {
        "member": {"member_id": a_member(session, other).id},
        "period": {"period_id": a_period(session, other).id},
        "groupement": {"groupement_id": other.id},
    }[stranger]

    with pytest.raises(NotFound):
        submit_demand(session, **keys, wish=a_wish(), now=now)


def test_submit_for_a_member_that_left_is_not_found(
    session: Session, scene: Scene, now: datetime
) -> None:
    scene.member.is_active = False

    with pytest.raises(NotFound):
        _submit(session, scene, now)


def test_edited_demand_is_replaced_whole_and_gets_the_next_version(
    session: Session, scene: Scene, now: datetime
) -> None:
    first, second = (an_engagement(session, scene.groupement) for _ in range(2))
    demand = _submit(
        session,
        scene,
        now,
        preferred=frozenset({(0, AM), (1, AM)}),
        impossible=frozenset({(2, AM)}),
        declined=frozenset({(first.id, OTHER)}),
    )
    later = now + timedelta(days=1)

    edited = edit_demand(
        session,
        **scene.keys,
        demand_id=demand.id,
        wish=a_wish(
            title="Autre chose",
            visits_per_window=2,
            preferred=frozenset({(1, AM), (2, AM)}),
            impossible=frozenset({(4, PM)}),
            declined=frozenset({(first.id, DISAGREEMENT), (second.id, OTHER)}),
        ),
        version=1,
        now=later,
    )

    assert (edited.id, edited.title, edited.requested_slots) == (demand.id, "Autre chose", 8)
    assert (edited.version, edited.created_at, edited.updated_at) == (2, now, later)
    assert _halfdays(edited) == [
        (1, AM, Wish.PREFERRED),
        (2, AM, Wish.PREFERRED),
        (4, PM, Wish.IMPOSSIBLE),
    ]
    assert _declined(edited) == [(first.person.name, DISAGREEMENT), (second.person.name, OTHER)]
    assert (_count(session, DemandHalfday), _count(session, DeclinedCdo)) == (3, 2)


def test_edit_of_the_halfdays_alone_within_one_second_still_counts_as_a_version(
    session: Session, scene: Scene, now: datetime
) -> None:
    demand = _submit(session, scene, now)
    wish = a_wish(preferred=frozenset({(0, AM)}))

    edited = edit_demand(session, **scene.keys, demand_id=demand.id, wish=wish, version=1, now=now)

    assert edited.version == 2


def test_edit_of_a_version_that_was_replaced_is_a_conflict(
    session: Session, scene: Scene, now: datetime
) -> None:
    demand = _submit(session, scene, now)
    keys = {**scene.keys, "demand_id": demand.id, "version": 1, "now": now}
    edit_demand(session, wish=a_wish(title="Première"), **keys)

    with pytest.raises(Conflict):
        edit_demand(session, wish=a_wish(title="Seconde"), **keys)

    assert demand.title == "Première"


def test_edit_that_meets_another_between_reading_and_writing_is_a_conflict(
    session: Session, scene: Scene, now: datetime
) -> None:
    demand = _submit(session, scene, now)
    elsewhere = update(Demand).where(Demand.id == demand.id).values(version=2)
    session.execute(elsewhere, execution_options={"synchronize_session": False})

    with pytest.raises(Conflict):
        edit_demand(session, **scene.keys, demand_id=demand.id, wish=a_wish(), version=1, now=now)


def test_edit_with_faults_changes_nothing(session: Session, scene: Scene, now: datetime) -> None:
    demand = _submit(session, scene, now)

    with pytest.raises(InvalidInput):
        edit_demand(
            session,
            **scene.keys,
            demand_id=demand.id,
            wish=a_wish(title="Autre", visit_amount=3),
            version=1,
            now=now,
        )

    session.expire(demand)
    assert (demand.title, demand.version) == ("Refaire le site", 1)


def test_withdrawn_demand_can_be_restored_and_neither_act_repeats(
    session: Session, scene: Scene, now: datetime
) -> None:
    demand = _submit(session, scene, now)
    keys = {**scene.keys, "demand_id": demand.id, "now": now + timedelta(hours=1)}

    assert withdraw_demand(session, **keys).state is DemandState.WITHDRAWN
    with pytest.raises(Conflict):
        withdraw_demand(session, **keys)
    assert restore_demand(session, **keys).state is DemandState.SUBMITTED
    with pytest.raises(Conflict):
        restore_demand(session, **keys)
    assert (demand.version, demand.updated_at) == (3, now + timedelta(hours=1))


def test_restored_demand_whose_visits_are_in_force_has_not_changed(
    session: Session, scene: Scene, now: datetime
) -> None:
    demand = _submit(session, scene, now)
    keys = {**scene.keys, "demand_id": demand.id, "now": now + timedelta(hours=1)}

    withdraw_demand(session, **keys)
    restore_demand(session, **keys, is_planned=True)

    assert (demand.state, demand.updated_at) == (DemandState.SUBMITTED, now)


def _acts(session: Session, keys: dict[str, int], now: datetime) -> dict[str, Any]:
    """Return every act on a stored demand, ready to be called."""
    return {
        "edit": lambda: edit_demand(session, **keys, wish=a_wish(), version=1, now=now),
        "withdraw": lambda: withdraw_demand(session, **keys, now=now),
        "restore": lambda: restore_demand(session, **keys, now=now),
    }


@pytest.mark.parametrize("act", ["submit", "edit", "withdraw", "restore"])
def test_no_act_passes_once_the_round_is_closed(
    session: Session, scene: Scene, now: datetime, act: str
) -> None:
    state = DemandState.WITHDRAWN if act == "restore" else DemandState.SUBMITTED
    demand = a_demand(session, scene.member, scene.period, state=state)
    acts = _acts(session, {**scene.keys, "demand_id": demand.id}, now)
    acts["submit"] = lambda: _submit(session, scene, now)
    scene.period.state = PeriodState.LOCKED

    with pytest.raises(Conflict) as refusal:
        acts[act]()

    assert str(refusal.value.message) == (
        f"The round of {scene.period.name} is closed: ask your coordinator for a change."
    )
    assert demand.state is state


@pytest.mark.parametrize("act", ["edit", "withdraw", "restore"])
def test_act_on_the_demand_of_another_member_or_groupement_is_not_found(
    session: Session, scene: Scene, now: datetime, act: str
) -> None:
    demand = a_demand(session, a_member(session, scene.groupement), scene.period)
    elsewhere = {"groupement_id": a_groupement(session).id, "member_id": demand.member_id}

    for keys in (scene.keys, elsewhere, {**elsewhere, "member_id": None}):
        with pytest.raises(NotFound):
            _acts(session, {**keys, "demand_id": demand.id}, now)[act]()

    assert demand.state is DemandState.SUBMITTED


def test_coordinator_edits_the_demand_of_any_member(
    session: Session, scene: Scene, now: datetime
) -> None:
    demand = _submit(session, scene, now)
    keys = {"groupement_id": scene.groupement.id, "member_id": None, "demand_id": demand.id}

    edited = edit_demand(session, wish=a_wish(title="Précisé"), version=1, now=now, **keys)

    assert (edited.title, edited.member_id) == ("Précisé", scene.member.id)


def test_demand_withdrawn_and_sent_again_by_the_same_form_takes_part_again(
    session: Session, now: datetime
) -> None:
    groupement = a_groupement(session)
    member, period = a_member(session, groupement), a_period(session, groupement)
    whose = {"groupement_id": groupement.id, "member_id": member.id}
    sending = {**whose, "period_id": period.id, "now": now, "once_key": "a"}
    first = submit_demand(session, **sending, wish=a_wish(title="Site"))
    withdraw_demand(session, **whose, demand_id=first.id, now=now)

    again = submit_demand(session, **sending, wish=a_wish(title="Site et boutique"))

    assert (again.id, again.state, again.title) == (
        first.id,
        DemandState.SUBMITTED,
        "Site et boutique",
    )
