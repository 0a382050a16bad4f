"""Agreeing as one act: the proposal, its links and its letters succeed together or not at all.

The caller opens and commits the transaction.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from cdo_share.accounts.models import Groupement, RoleKind
from cdo_share.accounts.queries import get_groupement_by_id
from cdo_share.core.errors import Fault, InvalidInput
from cdo_share.core.outbox import OutboxMail
from cdo_share.ending import tell_outcome_of, withdraw_and_tell
from cdo_share.notifications.proposals import (
    Draft,
    Proposed,
    preview_proposal,
    tell_proposal,
)
from cdo_share.notifications.round_mails import Sending
from cdo_share.pinning import CannotKeep, keepable
from cdo_share.planning.models import Plan
from cdo_share.proposals.concerned import Step, Subject, concerned
from cdo_share.proposals.deadlines import (
    asking_day,
    earliest_answer_day,
    list_deadline_faults,
)
from cdo_share.proposals.holdings import BOTH, Part, holdings_of
from cdo_share.proposals.models import Proposal, ProposalParty, ProposalState
from cdo_share.proposals.queries import (
    AskedVisit,
    find_open,
    get_request,
    list_parties,
    subject_of,
    terms_of,
)
from cdo_share.proposals.service import Asking, make_links, propose, take_those_to_remind
from cdo_share.proposals.settings import end_of_day, find_settings
from cdo_share.proposals.settling import constrain, decline
from cdo_share.proposals.standing import Standing, outdated, standing_of
from cdo_share.proposals.voices import list_voices
from cdo_share.publishing.changes import VisitChange
from cdo_share.publishing.models import Change
from cdo_share.publishing.planned import name_changes
from cdo_share.publishing.queries import last_changes
from cdo_share.publishing.service import preview_changes
from cdo_share.publishing.views import ChangeView
from cdo_share.rounds.models import Period


@dataclass(frozen=True, slots=True)
class Prospect:
    """What a plan would change now, with names, and who would be asked."""

    groupement: Groupement
    period: Period
    changes: list[ChangeView]
    steps: list[Step]

    def subjects(self, *, everybody: bool = False) -> list[Subject]:
        """Return the CDOs and members to ask; with `everybody` those who keep all as well."""
        member_of = {one.demand_id: one.member_id for one in self.changes}
        return concerned(self.steps, member_of, everybody=everybody)

    def first_change(self, today: date) -> date | None:
        """Return the first day ahead on which a visit changes, or is where nothing changes."""
        changed = [one for one in self.changes if one.change is not Change.KEPT] or self.changes
        days = {one.when.day for one in changed} | {one.was.day for one in changed if one.was}
        return min((day for day in days if day >= today), default=None)

    def list_faults(
        self, answer_by: date | None, now: datetime, *, silence_accepts: bool
    ) -> list[Fault]:
        """Return what is wrong with a last day to answer."""
        zone = self.groupement.timezone
        today = now.astimezone(ZoneInfo(zone)).date()
        earliest = earliest_answer_day(asking_day(now, zone), silence_accepts=silence_accepts)
        return list_deadline_faults(answer_by, self.first_change(today), today, earliest)

    def proposed(self, answer_until: datetime, *, silence_accepts: bool) -> Proposed:
        """Return what letters about it share."""
        return Proposed(
            self.groupement, self.period.name, answer_until, silence_accepts, self.changes
        )


def look_ahead(session: Session, groupement_id: int, plan: Plan, now: datetime) -> Prospect:
    """Return what publishing a plan would change now."""
    found = preview_changes(session, groupement_id, plan.id, now=now)
    period = session.get_one(Period, plan.period_id)
    return Prospect(
        get_groupement_by_id(session, groupement_id),
        period,
        name_changes(session, found, period.grid_kind),
        [_step(one) for one in found.changes],
    )


def last_changed(session: Session, groupement_id: int, period_id: int) -> dict[Subject, datetime]:
    """Return when a release of the period last changed a visit of each CDO and member."""
    cdos, members = last_changes(session, groupement_id, period_id)
    changed = {Subject(RoleKind.CDO, number): at for number, at in cdos.items()}
    return changed | {Subject(RoleKind.MEMBER, number): at for number, at in members.items()}


def standing_now(
    party: ProposalParty, proposal: Proposal, changed: Mapping[Subject, datetime], now: datetime
) -> Standing:
    """Return how a party's answer counts; `changed` is what `last_changed` returns.

    While the proposal is open, an acceptance counts for what the party was shown.
    """
    standing = standing_of(party.answer, terms_of(proposal), now)
    if proposal.state is not ProposalState.OPEN:
        return standing
    said_at = party.answered_at or proposal.answer_until
    return outdated(standing, said_at, changed.get(subject_of(party)))


def _step(one: VisitChange) -> Step:
    if one.change is Change.REMOVED:
        return Step(one.visit, None)
    return Step(one.visit if one.change is Change.KEPT else one.was, one.visit)


@dataclass(frozen=True, slots=True)
class Choice:
    """What a coordinator chooses before sending: the last day to answer, and whom to ask.

    `replaces` is the number of the open proposal that this one takes the place of, if any.
    """

    answer_by: date
    everybody: bool = False
    replaces: int | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """Who is asked now, those of them who are asked `again`, and how mails are written."""

    subjects: Collection[Subject]
    sending: Sending
    again: frozenset[Subject] = frozenset()


def preview_letters(
    session: Session, prospect: Prospect, proposed: Proposed, choice: Choice, sending: Sending
) -> tuple[list[Draft], set[Subject]]:
    """Return the mails as they will leave, without the secrets, and those nobody speaks for."""
    subjects = prospect.subjects(everybody=choice.everybody)
    voices = list_voices(session, prospect.groupement.id, subjects)
    url = f"{sending.base_url}/proposition/…"
    spoken = {subject for voice in voices for subject in voice.subjects}
    drafts = [preview_proposal(proposed, voice, url, sending) for voice in voices]
    return drafts, set(subjects) - spoken


def propose_plan(
    session: Session,
    *,
    plan: Plan,
    choice: Choice,
    sent_by_id: int | None,
    sending: Sending,
) -> Proposal:
    """Return the proposal that the plan becomes, with its letters waiting to leave.

    Raises InvalidInput for a last day that is too soon or too late, and what
    `proposals.service.propose` does.
    """
    prospect = look_ahead(session, plan.groupement_id, plan, sending.now)
    silence_accepts = find_settings(session, plan.groupement_id).silence_accepts
    if faults := prospect.list_faults(
        choice.answer_by, sending.now, silence_accepts=silence_accepts
    ):
        raise InvalidInput(*faults)
    subjects = prospect.subjects(everybody=choice.everybody)
    _withdraw_replaced(session, plan, choice, sent_by_id, Asked(subjects, sending))
    proposal = propose(
        session,
        groupement_id=plan.groupement_id,
        plan_id=plan.id,
        asking=Asking(subjects, end_of_day(choice.answer_by, prospect.groupement.timezone)),
        sent_by_id=sent_by_id,
        now=sending.now,
    )
    _tell(session, "proposal", proposal, prospect, Asked(subjects, sending))
    return proposal


def _withdraw_replaced(
    session: Session, plan: Plan, choice: Choice, sent_by_id: int | None, asked: Asked
) -> None:
    """Withdraw the open proposal that the coordinator saw and replaces; another one stays.

    Who is asked anew reads of the new plan only.
    """
    standing = find_open(session, plan.groupement_id, plan.period_id)
    if standing is None or standing.id != choice.replaces:
        return
    voices = list_voices(session, plan.groupement_id, asked.subjects)
    withdraw_and_tell(
        session,
        groupement_id=plan.groupement_id,
        proposal_id=standing.id,
        person_id=sent_by_id,
        sending=asked.sending,
        told={voice.person.id for voice in voices},
    )


def remind_waiting(
    session: Session, *, proposal: Proposal, person_id: int, sending: Sending
) -> list[OutboxMail]:
    """Remind those who have not answered, once, and those whose acceptance does not count any more.

    Raises what `take_those_to_remind` raises.
    """
    outdated = _list_outdated(session, proposal, sending.now)
    parties = take_those_to_remind(
        session,
        groupement_id=proposal.groupement_id,
        proposal_id=proposal.id,
        person_id=person_id,
        now=sending.now,
        outdated=outdated,
    )
    plan = session.get_one(Plan, proposal.plan_id)
    prospect = look_ahead(session, proposal.groupement_id, plan, sending.now)
    subjects = [subject_of(party) for party in parties]
    again = frozenset(subject_of(party) for party in parties if party.id in outdated)
    asked = Asked(subjects, sending, again)
    return _tell(session, "proposal_reminder", proposal, prospect, asked)


def _list_outdated(session: Session, proposal: Proposal, now: datetime) -> set[int]:
    """Return the parties, by number, who accepted before a release changed their visits."""
    changed = last_changed(session, proposal.groupement_id, proposal.period_id)
    return {
        party.id
        for party in list_parties(session, proposal.id)
        if standing_now(party, proposal, changed, now) is Standing.OUTDATED
    }


def _tell(
    session: Session,
    template: str,
    proposal: Proposal,
    prospect: Prospect,
    asked: Asked,
) -> list[OutboxMail]:
    voices = list_voices(session, proposal.groupement_id, asked.subjects)
    ids = [voice.person.id for voice in voices]
    tokens = make_links(session, proposal, ids, now=asked.sending.now)
    proposed = replace(
        prospect.proposed(proposal.answer_until, silence_accepts=proposal.silence_accepts),
        asked_again=asked.again,
    )
    return tell_proposal(session, template, proposed, voices, tokens, asked.sending)


@dataclass(frozen=True, slots=True)
class Settling:
    """Which request a coordinator settles."""

    groupement_id: int
    request_id: int
    person_id: int


def constrain_request(
    session: Session,
    which: Settling,
    *,
    other_engagement_id: int | None,
    sending: Sending,
    parts: Collection[Part] = BOTH,
) -> None:
    """Make constraints of a request, or of a part of it, and tell those who made it.

    Raises as `constrain` does, and CannotKeep where no plan could respect what is asked.
    """
    asked = _constrain(session, which, other_engagement_id, parts, sending.now)
    tell_outcome_of(session, asked, sending)


def _constrain(
    session: Session,
    which: Settling,
    other_engagement_id: int | None,
    parts: Collection[Part],
    now: datetime,
) -> AskedVisit:
    plan_id = get_request(session, which.groupement_id, which.request_id).request.plan_id
    period_id = session.get_one(Plan, plan_id).period_id
    with keepable(session, which.groupement_id, period_id, now=now):
        return constrain(
            session,
            groupement_id=which.groupement_id,
            request_id=which.request_id,
            other_engagement_id=other_engagement_id,
            parts=parts,
            person_id=which.person_id,
            now=now,
        )


def list_keepable(
    session: Session, which: Settling, *, other_engagement_id: int | None, now: datetime
) -> list[Part]:
    """Return which parts of a request could be kept by themselves; nothing is changed."""
    asked = get_request(session, which.groupement_id, which.request_id)
    kept = []
    for part in holdings_of(asked, other_engagement_id):
        trial = session.begin_nested()
        try:
            _constrain(session, which, other_engagement_id, [part], now)
            kept.append(part)
        except CannotKeep:
            pass
        finally:
            trial.rollback()
    return kept


def decline_request(session: Session, which: Settling, *, refusal: str, sending: Sending) -> None:
    """Decline a request and tell those who made it; raises as `decline` does."""
    asked = decline(
        session,
        groupement_id=which.groupement_id,
        request_id=which.request_id,
        refusal=refusal,
        person_id=which.person_id,
        now=sending.now,
    )
    tell_outcome_of(session, asked, sending)
