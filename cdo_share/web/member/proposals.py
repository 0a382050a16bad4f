"""What the check-up proposes as demands: cards, and the demand that one tap makes of one."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Engagement, EngagementSkill
from cdo_share.accounts.skills import skill_label
from cdo_share.demands.models import AmountUnit, Cadence, Place
from cdo_share.demands.wish import DemandWish
from cdo_share.maturity.proposals import Proposal
from cdo_share.web.demand_sheet.case import Case
from cdo_share.web.demand_sheet.sums import cost_text
from cdo_share.web.demand_texts import sum_text
from cdo_share.web.languages import language


@dataclass(frozen=True, slots=True)
class ProposalCard:
    """A proposal in words; `is_stated` once the firm asks for this skill."""

    skill: str
    title: str
    why: str
    sum: str
    is_stated: bool


def list_offered_skills(session: Session, groupement_id: int) -> set[str]:
    """Return the skills that an active CDO of the groupement has."""
    statement = (
        select(EngagementSkill.skill)
        .join(Engagement, Engagement.id == EngagementSkill.engagement_id)
        .where(Engagement.groupement_id == groupement_id, Engagement.is_active)
        .distinct()
    )
    return set(session.scalars(statement))


def proposal_card(proposal: Proposal, case: Case | None, stated: Collection[str]) -> ProposalCard:
    """Return a proposal as the page shows it; what it makes in all only beside a period."""
    return ProposalCard(
        skill=proposal.skill,
        title=skill_label(proposal.skill, language()),
        why=proposal.question.why(language()),
        sum=_sum(proposal, case) if case else "",
        is_stated=proposal.skill in stated,
    )


def proposed_wish(proposal: Proposal, case: Case) -> DemandWish:
    """Return the demand that a proposal becomes: on site, over the whole period."""
    template = proposal.template
    return DemandWish(
        title=skill_label(proposal.skill, language()),
        skill=proposal.skill,
        level=proposal.level,
        cadence=Cadence(template.cadence),
        visit_amount=template.visit_halfdays,
        visit_unit=AmountUnit.HALF_DAYS,
        visits_per_window=template.visits,
        total_visits=template.visits,
        place=Place.ON_SITE,
        previous_engagement_id=case.before.engagement_id if case.before else None,
    ).completed(case.period.starts_on, case.period.ends_on)


def _sum(proposal: Proposal, case: Case) -> str:
    wish = proposed_wish(proposal, case)
    measured = case.measure(wish)
    length = (wish.visit_amount or 1, wish.visit_unit)
    words = sum_text(measured.visits, length, measured.slots, case.period.grid)
    cost = cost_text(measured, case.price_cents)
    return f"{words}, {cost}" if cost else words
