"""Who speaks for the parties of a proposal now: whoever left since speaks for nobody."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from cdo_share.accounts.belonging import still_belongs
from cdo_share.accounts.models import Engagement, Person, Role, RoleKind
from cdo_share.proposals.concerned import Subject


@dataclass(frozen=True, slots=True)
class Voice:
    """A person with the members and CDOs of a proposal in whose name they answer."""

    person: Person
    subjects: frozenset[Subject]


def list_voices(session: Session, groupement_id: int, subjects: Collection[Subject]) -> list[Voice]:
    """Return everybody who speaks for one of these, each once, the oldest account first."""
    found: dict[int, set[Subject]] = defaultdict(set)
    for person_id, subject in _spoken_for(session, groupement_id):
        if subject in subjects:
            found[person_id].add(subject)
    # Who was entered and declined has no role left, and is written to no more.
    is_willing = or_(Person.known_to_id.is_(None), exists().where(Role.person_id == Person.id))
    people = session.scalars(
        select(Person).where(Person.id.in_(found), Person.is_active, is_willing).order_by(Person.id)
    )
    return [Voice(person, frozenset(found[person.id])) for person in people]


def _spoken_for(session: Session, groupement_id: int) -> list[tuple[int, Subject]]:
    members = select(Role.person_id, Role.subject_id).where(
        Role.groupement_id == groupement_id, Role.kind == RoleKind.MEMBER, still_belongs()
    )
    cdos = select(Engagement.person_id, Engagement.id).where(
        Engagement.groupement_id == groupement_id, Engagement.is_active
    )
    return [
        (person_id, Subject(kind, number))
        for kind, statement in ((RoleKind.MEMBER, members), (RoleKind.CDO, cdos))
        for person_id, number in session.execute(statement)
    ]
