"""Sites made of a commune and a pin, and a member's firm that moves."""

import math

import pytest
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Member, Site
from cdo_share.accounts.places import PlaceWish, make_site, move_member, place_faults
from cdo_share.core.errors import Conflict, InvalidInput, NotFound
from tests.factories import a_groupement, a_member, a_site, an_engagement

VANNES = "56260"
ARRADON = PlaceWish(insee="56003", address="3 rue du Port", lat=47.6266, lon=-2.8240)


def faults(insee: str, lat: float | None = None, lon: float | None = None) -> list[tuple[str, str]]:
    return [(fault.field, str(fault.message)) for fault in place_faults(insee, lat, lon)]


@pytest.mark.parametrize(
    ("insee", "lat", "lon"),
    [
        (VANNES, None, None),
        (VANNES, 47.66, -2.75),
        ("97411", -20.9, 55.4),
        ("01173", 46.2, 6.12),  # just over the frontier, near Ferney
    ],
)
def test_place_near_its_commune_has_no_fault(
    insee: str, lat: float | None, lon: float | None
) -> None:
    assert faults(insee, lat, lon) == []


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (("",), [("commune", "Choose a commune of the list.")]),
        (
            ("00000",),
            [("commune", "No commune of France has the code 00000; choose one of the list.")],
        ),
        (
            (VANNES, 47.9, -3.5),
            [
                (
                    "lat",
                    "This point is 62 km from Vannes, 30 at most; "
                    "move the pin or choose another commune.",
                )
            ],
        ),
        (
            (VANNES, 40.0, -3.0),
            [
                (
                    "lat",
                    "This point lies outside France; "
                    "move the pin, or clear it to use the town hall.",
                )
            ],
        ),
        (
            ("", 47.0, None),
            [
                ("commune", "Choose a commune of the list."),
                ("lon", "Give the longitude as well, or clear the latitude."),
            ],
        ),
        (
            (VANNES, None, 200.0),
            [
                ("lat", "Give the latitude as well, or clear the longitude."),
                ("lon", "A longitude lies between −180 and 180; you wrote 200.0."),
            ],
        ),
        (
            (VANNES, math.nan, 2.0),
            [("lat", "A latitude lies between −90 and 90; you wrote nan.")],
        ),
    ],
)
def test_every_fault_of_a_place_is_told_at_its_field(
    place: tuple[str, float | None, float | None], expected: list[tuple[str, str]]
) -> None:
    assert faults(*place) == expected


@pytest.mark.parametrize(("north", "is_refused"), [(0.269, False), (0.272, True)])
def test_pin_may_be_thirty_kilometres_away(north: float, is_refused: bool) -> None:
    lat, lon = 47.6583, -2.7610  # the town hall of Vannes; a degree is 111 km

    assert bool(faults(VANNES, lat + north, lon)) == is_refused


def test_make_site_without_a_pin_stands_at_the_town_hall(session: Session) -> None:
    groupement = a_groupement(session)

    site = make_site(
        session, groupement_id=groupement.id, name=" Atelier ", address="", insee=VANNES
    )

    assert (site.name, site.commune, site.insee) == ("Atelier", "Vannes", VANNES)
    assert (site.lat, site.lon) == (47.6583, -2.7610)


def test_make_site_with_faults_stores_nothing(session: Session) -> None:
    groupement = a_groupement(session)

    with pytest.raises(InvalidInput) as refusal:
        make_site(
            session,
            groupement_id=groupement.id,
            name=" ",
            address="x" * 201,
            insee="00000",
            lat=91.0,
            lon=0.0,
        )

    assert [fault.field for fault in refusal.value.faults] == ["name", "address", "commune", "lat"]
    assert session.query(Site).filter_by(groupement_id=groupement.id).count() == 0


def move(session: Session, member: Member, version: int, wish: PlaceWish = ARRADON) -> Member:
    return move_member(
        session,
        groupement_id=member.groupement_id,
        member_id=member.id,
        wish=wish,
        version=version,
    )


def test_move_member_gives_it_another_site_and_raises_its_version(session: Session) -> None:
    member = a_member(session, a_groupement(session))
    site_id, version = member.site_id, member.version

    moved = move(session, member, version)

    assert session.get_one(Site, site_id).commune == "Vannes"  # where published visits still are
    assert (moved.site_id != site_id, moved.version) == (True, version + 1)
    assert (moved.site.commune, moved.site.address) == ("Arradon", "3 rue du Port")
    assert (moved.site.lat, moved.site.lon) == (47.6266, -2.8240)


def test_move_member_leaves_a_shared_site_to_the_others(session: Session) -> None:
    groupement = a_groupement(session)
    shared = a_site(session, groupement, name="Hôtel d’entreprises")
    member = a_member(session, groupement, site_id=shared.id)
    an_engagement(session, groupement, base_id=shared.id)

    moved = move(session, member, member.version)

    assert moved.site_id != shared.id
    assert (moved.site.name, moved.site.commune) == ("Hôtel d’entreprises", "Arradon")
    assert session.get_one(Site, shared.id).commune == "Vannes"


def test_move_member_to_where_it_is_keeps_its_site(session: Session) -> None:
    member = a_member(session, a_groupement(session))
    site_id = move(session, member, member.version).site_id

    assert move(session, member, member.version).site_id == site_id


def test_move_member_of_an_older_version_is_refused(session: Session) -> None:
    member = a_member(session, a_groupement(session))
    seen = member.version
    move(session, member, seen)

    with pytest.raises(Conflict):
        move(session, member, seen, PlaceWish(insee=VANNES))


def test_move_member_of_another_groupement_is_not_found(session: Session) -> None:
    member = a_member(session, a_groupement(session))

    with pytest.raises(NotFound):
        move_member(
            session,
            groupement_id=a_groupement(session).id,
            member_id=member.id,
            wish=ARRADON,
            version=member.version,
        )
