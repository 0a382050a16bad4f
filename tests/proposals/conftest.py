"""A small groupement whose plan is proposed to those whom it concerns."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Person, RoleKind
from cdo_share.planning.models import Plan
from cdo_share.proposals.concerned import Subject
from cdo_share.proposals.models import Proposal, ProposalParty
from cdo_share.proposals.queries import list_parties, subject_of
from cdo_share.proposals.service import Asking, propose
from tests.factories import a_person, a_role
from tests.publishing.conftest import own_engine
from tests.publishing.world import AM, MONDAY, PM, TUESDAY, At, World, a_plan, a_world

__all__ = ["own_engine"]


@dataclass
class Table:
    """A plan on the table: Zoé visits the biscuits on Monday, Yann the boats on Tuesday."""

    world: World
    plan: Plan
    proposal: Proposal
    parties: dict[Subject, ProposalParty]
    coordinator: Person

    def party(self, kind: RoleKind, number: int) -> ProposalParty:
        """Return who was asked as a CDO or member."""
        return self.parties[Subject(kind, number)]

    @property
    def biscuits(self) -> ProposalParty:
        """Return the party of the firm that Zoé visits on Monday morning."""
        return self.party(RoleKind.MEMBER, self.world.biscuits.id)

    @property
    def zoe(self) -> ProposalParty:
        """Return the party of Zoé."""
        return self.party(RoleKind.CDO, self.world.zoe.id)

    @property
    def monday(self) -> object:
        """Return the number of the visit on Monday."""
        return min(self.plan.visits, key=lambda visit: visit.day).visit_id

    @property
    def tuesday(self) -> object:
        """Return the number of the visit on Tuesday."""
        return max(self.plan.visits, key=lambda visit: visit.day).visit_id


def all_subjects(world: World) -> list[Subject]:
    """Return both CDOs and both members."""
    cdos = [Subject(RoleKind.CDO, one.id) for one in (world.zoe, world.yann)]
    return cdos + [Subject(RoleKind.MEMBER, one.id) for one in (world.biscuits, world.boats)]


def a_table(session: Session, now: datetime, *, days: int = 5) -> Table:
    """Return a plan that was proposed to everybody, who may answer for so many days."""
    world = a_world(session)
    coordinator = a_person(session, name="Claire Morvan")
    a_role(session, coordinator, world.groupement, RoleKind.COORDINATOR)
    plan = a_plan(
        session,
        world,
        [At(world.shop, world.zoe, MONDAY, AM), At(world.stock, world.yann, TUESDAY, PM)],
    )
    proposal = propose(
        session,
        groupement_id=world.groupement.id,
        plan_id=plan.id,
        asking=Asking(all_subjects(world), now + timedelta(days=days)),
        sent_by_id=coordinator.id,
        now=now,
    )
    parties = {subject_of(party): party for party in list_parties(session, proposal.id)}
    return Table(world, plan, proposal, parties, coordinator)


@pytest.fixture
def table(session: Session, now: datetime) -> Table:
    """Return a plan on the table."""
    return a_table(session, now)
