"""The result of a check-up: scores, radar, comparison, and what is proposed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext

from cdo_share.core.errors import NotFound
from cdo_share.core.i18n import N_
from cdo_share.demands.models import DemandState
from cdo_share.demands.queries import list_demands
from cdo_share.maturity.catalogue import DIMENSIONS
from cdo_share.maturity.models import Assessment
from cdo_share.maturity.proposals import Proposal, propose
from cdo_share.maturity.queries import sector_medians
from cdo_share.maturity.scoring import Scores
from cdo_share.web.auth import actor
from cdo_share.web.demand_sheet.case import Case
from cdo_share.web.extensions import db
from cdo_share.web.languages import language
from cdo_share.web.member.proposals import ProposalCard, list_offered_skills, proposal_card
from cdo_share.web.member.stating import own_case
from cdo_share.web.period import find_round
from cdo_share.web.radar import draw_radar


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """A dimension with the score of now, of the firms to compare with, and of last time."""

    label: str
    score: int
    others: int | None
    earlier: int | None


def result_values(assessments: Sequence[Assessment]) -> dict[str, Any]:
    """Return what the page shows of the newest assessment, beside the one before it."""
    newest, *before = assessments
    earlier = before[0] if before else None
    sector = actor().member.sector
    others = sector_medians(db.session, sector, actor().member.id) if sector else None
    case = _open_case()
    return {
        "assessment": newest,
        "taken_on": _local_day(newest),
        "earlier": earlier,
        "earlier_on": _local_day(earlier) if earlier else None,
        "band": band_text(newest.overall),
        "lines": _lines(newest.scores, others, earlier.scores if earlier else None),
        "radar": draw_radar(_series(newest.scores, others, earlier)),
        "has_sector": sector is not None,
        "others": others,
        "cards": _cards(newest, case),
        "is_open": case is not None and case.is_open,
        "dimensions": DIMENSIONS,
    }


def find_proposal(assessments: Sequence[Assessment], skill: str) -> Proposal:
    """Return the proposal for a skill in the newest assessment; raises NotFound."""
    proposals = _proposals(assessments[0]) if assessments else []
    found = next((one for one in proposals if one.skill == skill), None)
    if found is None:
        raise NotFound(N_("Your check-up does not propose this."))
    return found


def _local_day(assessment: Assessment) -> date:
    return assessment.taken_at.astimezone(ZoneInfo(actor().groupement.timezone)).date()


def band_text(overall: int) -> str:
    """Return how far a firm is, in words; the steps are those of the European tool."""
    bands = (
        (25, gettext("at the beginning")),
        (50, gettext("on the way")),
        (75, gettext("well ahead")),
        (100, gettext("far ahead")),
    )
    return str(next(words for most, words in bands if overall <= most))


def _proposals(assessment: Assessment) -> list[Proposal]:
    offered = list_offered_skills(db.session, assessment.groupement_id)
    return propose(assessment.answers, offered)


def _open_case() -> Case | None:
    period = find_round()
    return own_case(period) if period else None


def _cards(assessment: Assessment, case: Case | None) -> list[ProposalCard]:
    stated: set[str] = set()
    if case is not None:
        demands = list_demands(db.session, case.groupement_id, case.period.id, case.member_id)
        stated = {one.skill for one in demands if one.state is DemandState.SUBMITTED}
    return [proposal_card(proposal, case, stated) for proposal in _proposals(assessment)]


def _lines(scores: Scores, others: Scores | None, earlier: Scores | None) -> list[ScoreLine]:
    return [
        ScoreLine(
            one.label(language()),
            scores[one.code],
            others[one.code] if others else None,
            earlier[one.code] if earlier else None,
        )
        for one in DIMENSIONS
    ]


def _series(
    scores: Scores, others: Scores | None, earlier: Assessment | None
) -> list[tuple[str, list[int]]]:
    """Return the outlines of the radar by class name; the firm's own is drawn last, on top."""
    found = [("own", scores)]
    if earlier is not None:
        found.insert(0, ("earlier", earlier.scores))
    if others is not None:
        found.insert(0, ("others", others))
    return [(name, [values[one.code] for one in DIMENSIONS]) for name, values in found]
