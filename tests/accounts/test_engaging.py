"""Engaging CDOs and changing their engagement."""

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from cdo_share.accounts.engaging import EngagementWish, edit_engagement, engage_cdo
from cdo_share.accounts.models import Regime, RoleKind
from cdo_share.accounts.queries import (
    find_person_by_email,
    find_role,
    get_engagement,
    list_roles,
)
from cdo_share.core.errors import Conflict, InvalidInput
from tests.factories import a_groupement, a_person, an_engagement


def a_wish(**values: Any) -> EngagementWish:
    """Return an ordinary engagement from Vannes."""
    ordinary = {
        "email": "Anne@Cdo.Example",
        "name": "Anne Le Bihan",
        "regime": Regime.HOURS,
        "insee": "56260",
        "week_cap_halfdays": 9,
        "period_cap_halfdays": 96,
        "skills": {"VENTE-WEB": 3},
    }
    return EngagementWish(**(ordinary | values))


def test_engage_cdo_makes_person_base_skills_and_role(session: Session, now: datetime) -> None:
    groupement = a_groupement(session)

    engagement_id = engage_cdo(session, groupement_id=groupement.id, wish=a_wish(), now=now).id

    session.expire_all()
    found = get_engagement(session, groupement.id, engagement_id)
    assert (found.person.email, found.person.name) == ("anne@cdo.example", "Anne Le Bihan")
    assert (found.slug, found.base.commune) == ("anne-le-bihan", "Vannes")
    assert {row.skill: row.level for row in found.skills} == {"VENTE-WEB": 3}
    assert find_role(
        session, person_id=found.person_id, kind=RoleKind.CDO, subject_id=engagement_id
    )


def test_engaging_somebody_known_elsewhere_tells_and_gives_nothing(
    session: Session, now: datetime
) -> None:
    groupement = a_groupement(session)
    known = a_person(session, email="anne@cdo.example", name="Anne", phone="1", password_hash="x")
    wish = a_wish(name="Eve", phone="2")

    engagement = engage_cdo(session, groupement_id=groupement.id, wish=wish, now=now)

    entered = engagement.person
    assert (entered.email, entered.name, entered.phone) == ("anne@cdo.example", "Eve", "2")
    assert (entered.known_to_id, entered.last_login_at) == (groupement.id, None)
    assert (known.name, known.password_hash, list_roles(session, known.id)) == ("Anne", "x", [])


def test_two_groupements_enter_one_address_without_knowing_of_each_other(
    session: Session, now: datetime
) -> None:
    places = [a_groupement(session), a_groupement(session)]

    names = [
        engage_cdo(session, groupement_id=one.id, wish=a_wish(name=one.name), now=now).person.name
        for one in places
    ]

    assert names == [one.name for one in places]
    assert find_person_by_email(session, "anne@cdo.example") is None


def test_every_fault_is_told_at_once(session: Session, now: datetime) -> None:
    groupement = a_groupement(session)
    wish = a_wish(
        email="nobody",
        name="",
        slug="É",
        insee="",
        day_cap_halfdays=3,
        week_cap_halfdays=15,
        average_weeks=4,
        outside_hours=49,
        skills={"JARDIN": 2, "VENTE-WEB": 4},
    )

    with pytest.raises(InvalidInput) as caught:
        engage_cdo(session, groupement_id=groupement.id, wish=wish, now=now)

    assert [fault.field for fault in caught.value.faults] == [
        *("email", "name", "slug", "commune", "day_cap_halfdays", "week_cap_halfdays"),
        *("average_halfdays", "outside_hours", "skills", "skills"),
    ]


def test_somebody_is_engaged_once_in_a_groupement(session: Session, now: datetime) -> None:
    groupement = a_groupement(session)
    engage_cdo(session, groupement_id=groupement.id, wish=a_wish(), now=now)

    with pytest.raises(InvalidInput) as caught:
        engage_cdo(session, groupement_id=groupement.id, wish=a_wish(), now=now)

    assert [fault.field for fault in caught.value.faults] == ["email"]


def test_edit_engagement_replaces_skills_and_raises_the_version(session: Session) -> None:
    groupement = a_groupement(session)
    engagement = an_engagement(session, groupement, skills={"VENTE-WEB": 2, "IA-USAGE": 1})
    session.expire_all()

    changed = edit_engagement(
        session,
        groupement_id=groupement.id,
        engagement_id=engagement.id,
        wish=a_wish(email="ignored@x.example", skills={"VENTE-WEB": 3, "SECU-CYB": 1}),
        version=1,
    )

    assert {row.skill: row.level for row in changed.skills} == {"VENTE-WEB": 3, "SECU-CYB": 1}
    assert (changed.version, changed.week_cap_halfdays) == (2, 9)
    assert changed.person.email != "ignored@x.example"


def test_edit_of_skills_alone_raises_the_version(session: Session, now: datetime) -> None:
    groupement = a_groupement(session)
    engagement_id = engage_cdo(session, groupement_id=groupement.id, wish=a_wish(), now=now).id
    session.expire_all()

    changed = edit_engagement(
        session,
        groupement_id=groupement.id,
        engagement_id=engagement_id,
        wish=a_wish(skills={"VENTE-WEB": 1}),
        version=1,
    )

    assert changed.version == 2
    with pytest.raises(Conflict):
        edit_engagement(
            session,
            groupement_id=groupement.id,
            engagement_id=engagement_id,
            wish=a_wish(),
            version=1,
        )
