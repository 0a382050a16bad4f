"""The demonstration groupement becomes rows that say the same as its files."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import MemberConflict, Regime, Role, RoleKind
from cdo_share.accounts.queries import list_engagements, list_members, list_roles
from cdo_share.accounts.service import register_person
from cdo_share.availability.models import BusyTime
from cdo_share.availability.queries import list_availability
from cdo_share.core.errors import Conflict
from cdo_share.demands.models import Cadence, Demand
from cdo_share.demands.queries import list_demands
from cdo_share.rounds.queries import list_periods
from cdo_share.seeding.files import read_seed
from cdo_share.seeding.load import load_seed
from cdo_share.seeding.seed import Seed

FOLDER = Path(__file__).resolve().parent.parent.parent / "seeds" / "morbihan"


@pytest.fixture(scope="module")
def seed() -> Seed:
    """Return the demonstration groupement as its files describe it."""
    return read_seed(FOLDER)


def test_load_seed_makes_every_member_and_cdo(session: Session, seed: Seed, now: datetime) -> None:
    groupement = load_seed(session, seed, now=now)

    members = list_members(session, groupement.id)
    regimes = sorted(e.regime for e in list_engagements(session, groupement.id))
    assert sorted(member.slug for member in members) == sorted(m.id for m in seed.members)
    assert len(members) == 24
    assert regimes == sorted(
        [
            Regime.FORFAIT_JOURS,
            Regime.FORFAIT_JOURS,
            Regime.PART_TIME,
            Regime.HOURS,
            Regime.VOLUNTEER,
        ]
    )


def test_load_seed_keeps_amount_and_rhythm_of_every_demand(
    session: Session, seed: Seed, now: datetime
) -> None:
    groupement = load_seed(session, seed, now=now)

    (period,) = list_periods(session, groupement.id)
    demands = list_demands(session, groupement.id, period.id)
    titles = sorted(demand.title for demand in demands)
    assert titles == sorted(demand.title for demand in seed.demands)
    assert {demand.cadence for demand in demands} == set(Cadence)
    assert all(demand.requested_slots % demand.visit_slots == 0 for demand in demands)


def test_load_seed_gives_each_contact_the_voice_of_one_member(
    session: Session, seed: Seed, now: datetime
) -> None:
    groupement = load_seed(session, seed, now=now)

    person_ids = {role.person_id for role in groupement_roles(session, groupement.id)}
    kinds = [role.kind for person_id in person_ids for role in list_roles(session, person_id)]
    assert (kinds.count(RoleKind.COORDINATOR), kinds.count(RoleKind.MEMBER)) == (1, 24)
    assert kinds.count(RoleKind.CDO) == 5


def groupement_roles(session: Session, groupement_id: int) -> list[Role]:
    """Return all roles in a groupement."""
    return list(session.scalars(select(Role).where(Role.groupement_id == groupement_id)))


def test_load_seed_reads_the_calendars_without_their_titles(
    session: Session, seed: Seed, now: datetime
) -> None:
    groupement = load_seed(session, seed, now=now)

    read = [
        a
        for a in list_availability(session, list_engagements(session, groupement.id)).values()
        if a.busy
    ]
    columns = set(BusyTime.__table__.columns.keys())
    assert len(read) == 2
    assert columns == {"id", "calendar_id", "starts_at", "ends_at", "kind", "uid_sha256"}


def test_load_seed_keeps_conflicts_in_order(session: Session, seed: Seed, now: datetime) -> None:
    load_seed(session, seed, now=now)

    pairs = session.execute(select(MemberConflict.first_id, MemberConflict.second_id)).all()
    assert len(pairs) == len(seed.conflicts)
    assert all(first < second for first, second in pairs)


def test_load_seed_of_a_second_groupement_shares_the_people_known_from_the_first(
    session: Session, seed: Seed, now: datetime
) -> None:
    first = load_seed(session, seed, now=now)
    facts = replace(seed.groupement, slug="baie-numerique", name="Baie Numérique")

    second = load_seed(session, replace(seed, groupement=facts), now=now)

    people = [{e.person_id for e in list_engagements(session, g.id)} for g in (first, second)]
    assert people[0] == people[1]
    assert len(people[0]) == len(seed.cdos)


def test_load_seed_leaves_the_phone_of_a_known_person_alone(
    session: Session, seed: Seed, now: datetime
) -> None:
    known = register_person(session, email=seed.cdos[0].email, name="Anne L. B.", now=now)
    known.phone = "+33600000000"

    load_seed(session, seed, now=now)

    assert (known.name, known.phone) == ("Anne L. B.", "+33600000000")


def test_load_seed_twice_is_refused_and_leaves_one(
    session: Session, seed: Seed, now: datetime
) -> None:
    load_seed(session, seed, now=now)
    session.commit()

    with pytest.raises(Conflict):
        load_seed(session, seed, now=now)

    session.rollback()
    assert session.scalar(select(func.count()).select_from(Demand)) == len(seed.demands)
