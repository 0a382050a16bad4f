"""The locks that put in a row what would change visits: of a groupement, and of a person."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Groupement, Person


def lock_groupement(session: Session, groupement_id: int) -> None:
    """Let nobody else publish or render here until the transaction ends; reading goes on.

    SQLite has one writer at a time anyway and ignores FOR UPDATE.
    """
    session.execute(
        select(Groupement.id).where(Groupement.id == groupement_id).with_for_update(key_share=True)
    )


def lock_person(session: Session, person_id: int) -> None:
    """Let nobody else take or note times of a person, in any groupement, until the end.

    Whoever locks a groupement as well locks it first.
    """
    session.execute(select(Person.id).where(Person.id == person_id).with_for_update(key_share=True))
