"""Registering and changing member firms."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cdo_share.accounts.firms import MemberWish, edit_member, lock_members, register_member
from cdo_share.accounts.models import Sector, Site
from cdo_share.core.errors import Conflict, InvalidInput, NotFound
from tests.factories import a_groupement, a_member
from tests.statements import recorded_statements

SIRET = "73282932000074"


def a_wish(**values: object) -> MemberWish:
    """Return an ordinary firm in Vannes."""
    return MemberWish(**({"name": "Crêperie du Port", "insee": "56260"} | values))  # type: ignore[arg-type]


def refused_fields(session: Session, groupement_id: int, wish: MemberWish) -> list[str]:
    with pytest.raises(InvalidInput) as caught:
        register_member(session, groupement_id=groupement_id, wish=wish)
    return [fault.field for fault in caught.value.faults]


def test_register_member_makes_site_and_short_name(session: Session) -> None:
    groupement = a_groupement(session)
    a_member(session, groupement, slug="creperie-du-port")

    member = register_member(
        session,
        groupement_id=groupement.id,
        wish=a_wish(siret="732 829 320 00074", sector=Sector.FOOD, lat=47.65, lon=-2.76),
    )

    site = session.get_one(Site, member.site_id)
    assert (member.slug, member.siret) == ("creperie-du-port-2", SIRET)
    assert (site.name, site.commune, site.lat, site.lon) == (
        "Crêperie du Port",
        "Vannes",
        47.65,
        -2.76,
    )


def test_every_fault_is_told_at_once(session: Session) -> None:
    groupement = a_groupement(session)
    a_member(session, groupement, slug="pris", siret=SIRET)
    wish = a_wish(name="", slug="pris", siret=SIRET, trade="x" * 201, headcount=-1, insee="99999")

    assert refused_fields(session, groupement.id, wish) == [
        *("name", "slug", "siret", "trade", "headcount", "commune")
    ]


@pytest.mark.parametrize("siret", ["73282932000075", "732829320", "abc"])
def test_siret_with_a_slip_is_refused(session: Session, siret: str) -> None:
    groupement = a_groupement(session)

    assert refused_fields(session, groupement.id, a_wish(siret=siret)) == ["siret"]


def test_siret_may_be_that_of_a_member_elsewhere(session: Session) -> None:
    a_member(session, a_groupement(session), siret=SIRET, slug="creperie-du-port")

    member = register_member(
        session, groupement_id=a_groupement(session).id, wish=a_wish(siret=SIRET)
    )

    assert (member.siret, member.slug) == (SIRET, "creperie-du-port")


def test_edit_member_keeps_short_name_and_site_and_raises_the_version(session: Session) -> None:
    groupement = a_groupement(session)
    member = register_member(session, groupement_id=groupement.id, wish=a_wish(siret=SIRET))
    site_id = member.site_id

    changed = edit_member(
        session,
        groupement_id=groupement.id,
        member_id=member.id,
        wish=a_wish(name="Crêperie", siret=SIRET),
        version=1,
    )

    assert (changed.name, changed.slug, changed.version) == ("Crêperie", "creperie-du-port", 2)
    assert (changed.site_id, changed.site.name) == (site_id, "Crêperie")


def test_member_who_moves_moves_the_site_unless_others_share_it(session: Session) -> None:
    groupement = a_groupement(session)
    first = register_member(session, groupement_id=groupement.id, wish=a_wish())
    second = a_member(session, groupement, site_id=first.site_id)

    moved = edit_member(
        session,
        groupement_id=groupement.id,
        member_id=first.id,
        wish=a_wish(insee="56007"),
        version=1,
    )

    assert (moved.site.commune, second.site_id == moved.site_id) == ("Auray", False)
    assert session.scalar(select(func.count()).select_from(Site)) == 2


def test_edit_member_seen_in_an_older_version_is_a_conflict(session: Session) -> None:
    groupement = a_groupement(session)
    member = a_member(session, groupement)

    with pytest.raises(Conflict):
        edit_member(
            session,
            groupement_id=groupement.id,
            member_id=member.id,
            wish=a_wish(),
            version=0,
        )


def test_member_of_another_groupement_is_not_found(session: Session) -> None:
    member = a_member(session, a_groupement(session))

    with pytest.raises(NotFound):
        edit_member(
            session,
            groupement_id=a_groupement(session).id,
            member_id=member.id,
            wish=a_wish(),
            version=1,
        )


def test_many_members_are_registered_with_few_statements_each(session: Session) -> None:
    groupement = a_groupement(session)
    others = lock_members(session, groupement.id)

    with recorded_statements(session) as statements:
        for number in range(20):
            register_member(
                session,
                groupement_id=groupement.id,
                wish=a_wish(name=f"Firme {number}"),
                others=others,
            )

    assert len(statements) <= 3 * 20
    assert len(others.slugs) == 20


def test_edit_member_of_whom_only_the_site_changes_raises_the_version(session: Session) -> None:
    groupement = a_groupement(session)
    member = register_member(session, groupement_id=groupement.id, wish=a_wish())

    edited = edit_member(
        session,
        groupement_id=groupement.id,
        member_id=member.id,
        wish=a_wish(address="1 rue du Port"),
        version=1,
    )

    assert (edited.version, edited.site.address) == (2, "1 rue du Port")
