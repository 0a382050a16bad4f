"""A CDO is not asked for members they must not serve, nor remotely when they do not work so."""

from sqlalchemy.orm import Session

from cdo_share.accounts.conflicts import set_engagement_conflicts
from cdo_share.demands.models import DeclinedCdo, DeclineReason, Place
from cdo_share.planning.instance import build_instance
from cdo_share.planning.instance_parts import cdo_name
from tests.factories import a_demand, a_groupement, a_member, a_period, an_engagement


def test_cdos_are_excluded_by_the_member_by_themselves_and_by_distance_work(
    session: Session,
) -> None:
    groupement = a_groupement(session)
    period = a_period(session, groupement)
    biscuits, boats = a_member(session, groupement), a_member(session, groupement)
    declined, avoiding, travelling, free = (
        an_engagement(session, groupement, works_remotely=number != 2) for number in range(4)
    )
    set_engagement_conflicts(
        session,
        groupement_id=groupement.id,
        engagement_id=avoiding.id,
        member_ids=[biscuits.id],
    )
    visited = a_demand(session, biscuits, period, previous_engagement_id=avoiding.id)
    remote = a_demand(session, biscuits, period, place=Place.REMOTE)
    other = a_demand(session, boats, period, previous_engagement_id=avoiding.id)
    session.add(
        DeclinedCdo(
            demand_id=visited.id,
            engagement_id=declined.id,
            reason=DeclineReason.OTHER_EXPECTATIONS,
        )
    )
    session.flush()
    session.expire_all()

    instance = build_instance(session, groupement_id=groupement.id, period_id=period.id, name="run")

    asked = {part["id"]: part for part in instance["demands"]}
    names = {one.id: cdo_name(one.id) for one in (declined, avoiding, travelling, free)}
    assert asked[f"D{visited.id}"]["excluded"] == [names[declined.id], names[avoiding.id]]
    assert asked[f"D{remote.id}"]["excluded"] == [names[avoiding.id], names[travelling.id]]
    assert asked[f"D{other.id}"]["excluded"] == []
    assert asked[f"D{visited.id}"]["previous_cdo"] is None
    assert asked[f"D{other.id}"]["previous_cdo"] == names[avoiding.id]
