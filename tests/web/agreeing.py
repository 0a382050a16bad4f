"""A plan put before its parties, for the tests of the pages where it is answered."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from cdo_share.accounts.models import Person, RoleKind
from cdo_share.agreeing import Choice, propose_plan
from cdo_share.core.clock import utc_now
from cdo_share.notifications.round_mails import Sending
from cdo_share.planning.models import Plan
from cdo_share.proposals.models import Proposal, ProposalParty
from cdo_share.proposals.queries import list_parties
from cdo_share.proposals.service import make_links
from cdo_share.web.mails import render_mail
from tests.factories import a_person, a_role
from tests.publishing.world import AM, PM, At, World, a_plan

MONDAY = date(2099, 1, 5)
TUESDAY = date(2099, 1, 6)
WEDNESDAY = date(2099, 1, 7)
LAST_DAY = utc_now().date() + timedelta(days=20)


@dataclass
class Asked:
    """A proposed plan: Zoé at the biscuits on Monday morning, Yann at the boats on Tuesday."""

    plan: Plan
    proposal: Proposal
    firm: ProposalParty
    zoe: ProposalParty
    voice: Person
    visit: str  # the number of the visit on Monday
    other_visit: str

    def wish(self, **values: str) -> dict[str, str]:
        """Return what the form sends that asks for something for the visit on Monday."""
        return {"answer": "ask", **{f"{self.visit}-{name}": one for name, one in values.items()}}


def sending() -> Sending:
    """Return what letters need, now."""
    return Sending(utc_now(), "http://localhost", render_mail)


def put_on_the_table(session: Session, world: World) -> Asked:
    """Return the plan, proposed to all whom it concerns; Anne speaks for the biscuits."""
    voice = a_person(session, name="Anne Le Goff", email=f"anne@{world.groupement.slug}.example")
    a_role(session, voice, world.groupement, RoleKind.MEMBER, member_id=world.biscuits.id)
    zoe = session.get_one(Person, world.zoe.person_id)
    a_role(session, zoe, world.groupement, RoleKind.CDO, engagement_id=world.zoe.id)
    plan = a_plan(
        session,
        world,
        [At(world.shop, world.zoe, MONDAY, AM), At(world.stock, world.yann, TUESDAY, PM)],
    )
    proposal = propose_plan(
        session, plan=plan, choice=Choice(LAST_DAY), sent_by_id=None, sending=sending()
    )
    parties = list_parties(session, proposal.id)
    firm = next(one for one in parties if one.member_id == world.biscuits.id)
    cdo = next(one for one in parties if one.engagement_id == world.zoe.id)
    monday, tuesday = (str(one.visit_id) for one in plan.visits)
    session.commit()
    return Asked(plan, proposal, firm, cdo, voice, monday, tuesday)


def link_of(session: Session, asked: Asked, person: Person) -> str:
    """Return the path of a link that the person was sent."""
    tokens = make_links(session, asked.proposal, [person.id], now=utc_now())
    session.commit()
    return f"/proposition/{tokens[person.id]}"


def end_time(session: Session, asked: Asked) -> None:
    """Let the time to answer be over by now."""
    asked.proposal.sent_at = utc_now() - timedelta(days=2)
    asked.proposal.answer_until = utc_now()
    session.commit()
