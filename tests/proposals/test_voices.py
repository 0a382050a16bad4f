"""Whoever left since, or never agreed to be written to, speaks for nobody."""

from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Engagement, Member, Person, RoleKind
from cdo_share.proposals.concerned import Subject
from cdo_share.proposals.voices import list_own_parties, list_voices
from tests.factories import a_person, a_role
from tests.proposals.conftest import Table, all_subjects


@pytest.fixture
def voice(session: Session, table: Table) -> Person:
    """Return who speaks for the biscuits."""
    person = a_person(session, name="Annick")
    whose = {"member_id": table.world.biscuits.id}
    a_role(session, person, table.world.groupement, RoleKind.MEMBER, **whose)
    return person


def spoken_for(session: Session, table: Table, person: Person) -> list[Subject]:
    """Return whom a person speaks for: by the letters written, and by their pages alike."""
    session.flush()
    voices = list_voices(session, table.world.groupement.id, all_subjects(table.world))
    written = [sorted(one.subjects) for one in voices if one.person.id == person.id]
    own = list_own_parties(session, table.proposal, person.id)
    shown = sorted(Subject(party.kind, party.subject_id) for party, _ in own)
    assert written == ([shown] if shown else [])
    return shown


def test_person_speaks_for_their_cdo_and_their_firm(
    session: Session, table: Table, voice: Person
) -> None:
    zoe = session.get_one(Person, table.world.zoe.person_id)

    assert spoken_for(session, table, zoe) == [Subject(RoleKind.CDO, table.world.zoe.id)]
    assert spoken_for(session, table, voice) == [Subject(RoleKind.MEMBER, table.world.biscuits.id)]


def test_archived_cdo_and_archived_firm_are_answered_for_by_nobody(
    session: Session, table: Table, voice: Person
) -> None:
    zoe = session.get_one(Person, table.world.zoe.person_id)
    session.get_one(Engagement, table.world.zoe.id).is_active = False
    session.get_one(Member, table.world.biscuits.id).is_active = False

    assert spoken_for(session, table, zoe) == []
    assert spoken_for(session, table, voice) == []


def test_closed_account_answers_for_nobody(session: Session, table: Table, voice: Person) -> None:
    voice.is_active = False

    assert spoken_for(session, table, voice) == []


def test_cdo_who_was_entered_and_has_not_agreed_is_asked_nothing(
    session: Session, table: Table, now: datetime
) -> None:
    """A role comes with the yes to an invitation; whoever declined has none."""
    zoe = session.get_one(Person, table.world.zoe.person_id)
    zoe.known_to_id = table.world.groupement.id
    assert spoken_for(session, table, zoe) == []

    whose = {"engagement_id": table.world.zoe.id}
    a_role(session, zoe, table.world.groupement, RoleKind.CDO, **whose)
    assert spoken_for(session, table, zoe) == [Subject(RoleKind.CDO, table.world.zoe.id)]
