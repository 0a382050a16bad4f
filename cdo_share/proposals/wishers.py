"""Whose wish a constraint was: who asked for it when a plan was proposed."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Member, Person
from cdo_share.proposals.models import ProposalParty, ProposalRequest


@dataclass(frozen=True, slots=True)
class Wisher:
    """A person who asked for something; `member_name` where they spoke for a member, else ""."""

    person_name: str
    member_name: str = ""

    def __str__(self) -> str:
        """Return “Anne Le Goff (Biscuiterie Le Goff)”."""
        parts = (self.person_name, f"({self.member_name})" if self.member_name else "")
        return " ".join(filter(None, parts))


def wishers_of(session: Session, constraint_ids: Collection[int]) -> dict[int, Wisher]:
    """Return who asked for what became these constraints, by constraint; of several the first.

    A constraint that nobody asked for in answer to a plan is not among them.
    """
    if not constraint_ids:
        return {}
    became = ProposalRequest.constraint_id, ProposalRequest.wished_constraint_id
    statement = (
        select(*became, Person.name, Member.name.label("member_name"))
        .join(ProposalParty, ProposalParty.id == ProposalRequest.party_id)
        .outerjoin(Person, Person.id == ProposalParty.answered_by_id)
        .outerjoin(Member, Member.id == ProposalParty.member_id)
        .where(or_(*(column.in_(constraint_ids) for column in became)))
        .order_by(ProposalRequest.id)
    )
    found: dict[int, Wisher] = {}
    for *numbers, person_name, member_name in session.execute(statement):
        for number in numbers:
            if number is not None and number in constraint_ids:
                found.setdefault(number, Wisher(person_name or "", member_name or ""))
    return found
