"""Whether those concerned have agreed to a plan before it binds them."""

from collections.abc import Sequence
from datetime import datetime

from flask import url_for
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from cdo_share.accounts.models import RoleKind
from cdo_share.agreeing import last_changed
from cdo_share.planning.models import Plan
from cdo_share.proposals.concerned import Subject
from cdo_share.proposals.models import ProposalState
from cdo_share.proposals.queries import agreement_of
from cdo_share.proposals.standing import Agreement, Standing
from cdo_share.web.coordinator.gate.items import Item, Weight
from cdo_share.web.extensions import db

_ENDED = {
    True: _l("The proposal of this plan was withdrawn: no answer to it counts."),
    False: _l(
        "This plan was proposed before another release: what was answered then does not count. "
        "Propose it again, or publish without asking."
    ),
}

_DECLINES = _l(
    "What nobody has settled is declined by publishing the plan; whoever asked is told by mail."
)


def agreement_items(plan: Plan, now: datetime) -> list[Item]:
    """Return the line about answers: who asks for something, who has not said a word."""
    agreement = _as_it_counts(plan, now)
    if agreement.proposal_id is None:
        title = gettext("This plan was not proposed: nobody was asked before it binds them.")
        return [_item("agreement", Weight.NOTE, title, plan)]
    if agreement.state is not ProposalState.OPEN:
        title = _ENDED[agreement.state is ProposalState.WITHDRAWN]
        return [_item("agreement", Weight.NOTE, str(title), plan)]
    if agreement.is_reached:
        return [_item("agreement", Weight.FINE, gettext("Everybody asked accepts."), plan)]
    return _open_answers(agreement, plan)


def _as_it_counts(plan: Plan, now: datetime) -> Agreement:
    """Return how far those asked agree to what publishing the plan would change now.

    They said it of what the plan changed then: once a release, of a booking for example, changes a
    visit of theirs, it changes something else.
    """
    agreement = agreement_of(db.session, plan.id, now)
    if not agreement.accepted:
        return agreement
    return agreement.since(last_changed(db.session, plan.groupement_id, plan.period_id))


def _open_answers(agreement: Agreement, plan: Plan) -> list[Item]:
    parties = {
        "asks": agreement.asks,
        "waiting": agreement.waiting,
        "outdated": agreement.outdated,
    }
    titles = {
        "asks": ngettext(
            "%(num)d of those asked wants another half-day.",
            "%(num)d of those asked want another half-day.",
            len(agreement.asks),
        ),
        "waiting": ngettext(
            "%(num)d of those asked has not answered.",
            "%(num)d of those asked have not answered.",
            len(agreement.waiting),
        ),
        "outdated": ngettext(
            "%(num)d of those asked accepted before a release changed their visits: ask again.",
            "%(num)d of those asked accepted before a release changed theirs: ask them again.",
            len(agreement.outdated),
        ),
    }
    items = [
        _item(code, Weight.CONFIRM, titles[code], plan, [one.subject for one in found])
        for code, found in parties.items()
        if found
    ]
    if any(one.open_requests for one in agreement.asks):
        items[0].sentences.append(str(_DECLINES))
    return items


def _item(code: str, weight: Weight, title: str, plan: Plan, facts: Sequence[Subject] = ()) -> Item:
    return Item(
        code=code,
        weight=weight,
        title=title,
        url=url_for("coordinator.agreeing.show", plan_id=plan.id),
        link=gettext("Propose the plan, see the answers"),
        facts=facts,
    )


def consenting_cdos(plan: Plan, now: datetime) -> set[int]:
    """Return the CDOs, by engagement, who said themselves that they accept: silence is none."""
    return {
        party.subject.number
        for party in _as_it_counts(plan, now).parties
        if party.standing is Standing.ACCEPTED and party.subject.kind is RoleKind.CDO
    }
