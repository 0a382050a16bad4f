"""What a coordinator does to propose a plan, and what its parties then say."""

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import RoleKind
from cdo_share.core.clock import utc_now
from cdo_share.core.grid import Half
from cdo_share.planning.models import PlanVisit
from cdo_share.proposals.answering import Speaker, Wish, ask
from cdo_share.proposals.models import Proposal, ProposalParty, Reason
from cdo_share.proposals.queries import list_parties
from tests.publishing.world import World
from tests.web.agreeing import LAST_DAY
from tests.web.coordinator.days import TUESDAY
from tests.web.pages import main_part, words


def send(browser: FlaskClient, page_of: str, **values: str) -> None:
    answer = browser.post(
        page_of, data={"answer_by": LAST_DAY.isoformat(), "act": "send", **values}
    )
    assert answer.status_code == 303, words(answer.text)


def text(browser: FlaskClient, url: str) -> str:
    return words(main_part(browser.get(url).text))


def parties(session: Session) -> dict[tuple[RoleKind, int], ProposalParty]:
    session.expire_all()
    proposal = session.scalars(select(Proposal).order_by(Proposal.id.desc())).first()
    assert proposal is not None
    return {(one.kind, one.subject_id): one for one in list_parties(session, proposal.id)}


def ask_for(session: Session, world: World, reason: Reason) -> int:
    party = parties(session)[RoleKind.MEMBER, world.biscuits.id]
    plan_id = session.scalars(select(Proposal.plan_id)).first()
    visit_id = session.scalars(
        select(PlanVisit.visit_id).where(
            PlanVisit.plan_id == plan_id, PlanVisit.demand_id == world.shop.id
        )
    ).one()
    wish = Wish(visit_id, reason, TUESDAY, Half.PM, "Livraison")
    (row,) = ask(
        session,
        groupement_id=world.groupement.id,
        party_id=party.id,
        wishes=[wish],
        speaker=Speaker(world.zoe.person_id),
        now=utc_now(),
    )
    session.commit()
    return row.id
