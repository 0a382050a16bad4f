"""How a party's answer stands at an instant, and how far all have agreed; pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from cdo_share.proposals.concerned import Subject
from cdo_share.proposals.models import Answer, ProposalState


class Standing(StrEnum):
    """How an answer counts."""

    ACCEPTED = "accepted"
    SILENT = "silent"  # said nothing in time, which counts as accepting
    WAITING = "waiting"
    MISSED = "missed"  # said nothing in time, which counts for nothing
    ASKS = "asks"
    OUTDATED = "outdated"  # accepted before a release changed what the plan changes for them


@dataclass(frozen=True, slots=True)
class Terms:
    """What an answer is judged by: until when it is taken, what silence means, when all ended."""

    answer_until: datetime
    silence_accepts: bool
    ended_at: datetime | None = None

    def is_open(self, now: datetime) -> bool:
        """Return whether an answer is taken; at the very instant of the deadline it is not."""
        return self.ended_at is None and now < self.answer_until


def standing_of(answer: Answer, terms: Terms, now: datetime) -> Standing:
    """Return how an answer counts; who had time left when the proposal ended stays waiting."""
    if answer is not Answer.WAITING:
        return Standing(answer.value)
    until = now if terms.ended_at is None else min(now, terms.ended_at)
    if until < terms.answer_until:
        return Standing.WAITING
    return Standing.SILENT if terms.silence_accepts else Standing.MISSED


def outdated(standing: Standing, said_at: datetime | None, changed_at: datetime | None) -> Standing:
    """Return how an answer counts after a release changed something for the party at `changed_at`.

    An acceptance given before, in words or by silence, was given to something else.
    """
    accepts = standing in (Standing.ACCEPTED, Standing.SILENT)
    if accepts and said_at is not None and changed_at is not None and said_at <= changed_at:
        return Standing.OUTDATED
    return standing


@dataclass(frozen=True, slots=True)
class PartyStanding:
    """One party, how their answer counts, and how many of their requests nobody has settled.

    `answered_at` is None where they said nothing.
    """

    subject: Subject
    standing: Standing
    open_requests: int = 0
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far those concerned agree to a plan; `proposal_id` is None while it was not proposed."""

    proposal_id: int | None = None
    state: ProposalState | None = None
    answer_until: datetime | None = None
    parties: tuple[PartyStanding, ...] = ()

    @property
    def accepted(self) -> tuple[PartyStanding, ...]:
        """Return who accepts, in words or by silence."""
        return self._of(Standing.ACCEPTED, Standing.SILENT)

    @property
    def waiting(self) -> tuple[PartyStanding, ...]:
        """Return who has said nothing, in time or still with time left."""
        return self._of(Standing.WAITING, Standing.MISSED)

    @property
    def outdated(self) -> tuple[PartyStanding, ...]:
        """Return who accepted, in words or by silence, what has changed since."""
        return self._of(Standing.OUTDATED)

    @property
    def asks(self) -> tuple[PartyStanding, ...]:
        """Return who asks for a change."""
        return self._of(Standing.ASKS)

    @property
    def is_reached(self) -> bool:
        """Return whether the plan was proposed and everybody asked accepts it."""
        return bool(self.parties) and len(self.accepted) == len(self.parties)

    def since(self, changed: Mapping[Subject, datetime]) -> "Agreement":
        """Return it without the acceptances that were given before something changed for a party.

        `changed`: when a release last changed a visit of each. Silence accepts at the deadline.
        """
        parties = (
            replace(
                one,
                standing=outdated(
                    one.standing, one.answered_at or self.answer_until, changed.get(one.subject)
                ),
            )
            for one in self.parties
        )
        return replace(self, parties=tuple(parties))

    def _of(self, *standings: Standing) -> tuple[PartyStanding, ...]:
        return tuple(one for one in self.parties if one.standing in standings)


def count_standings(standings: Iterable[Standing]) -> dict[Standing, int]:
    """Return how many stand in each way, every way included."""
    counts = dict.fromkeys(Standing, 0)
    for standing in standings:
        counts[standing] += 1
    return counts
