"""What a party reads of a proposal that has ended: what binds now, and what became of requests."""

from collections.abc import Collection
from dataclasses import dataclass

from cdo_share.proposals.models import Proposal, ProposalState, RequestState
from cdo_share.proposals.queries import list_requests
from cdo_share.publishing.queries import latest_release
from cdo_share.web.extensions import db


@dataclass(frozen=True, slots=True)
class Over:
    """How a proposal ended; `number` is the release of its period that binds now, if any.

    `is_published`: that release is of the plan proposed. `unsettled`: requests left without answer.
    """

    is_withdrawn: bool
    is_published: bool
    number: int | None
    unsettled: int


def look_back(proposal: Proposal, party_ids: Collection[int]) -> Over:
    """Return what these parties read of a proposal that is not open any more."""
    release = latest_release(db.session, proposal.groupement_id, proposal.period_id)
    unsettled = [
        asked
        for asked in list_requests(db.session, proposal.id)
        if asked.party.id in party_ids and asked.request.state is RequestState.OVERTAKEN
    ]
    return Over(
        is_withdrawn=proposal.state is ProposalState.WITHDRAWN,
        is_published=release is not None and release.plan_id == proposal.plan_id,
        number=release.number if release is not None else None,
        unsettled=len(unsettled),
    )
