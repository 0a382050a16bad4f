"""Rows of proposed plans: who is asked, what they answer, and the changes they ask for."""

import uuid
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from cdo_share.accounts.models import RoleKind
from cdo_share.core.orm import Model
from cdo_share.core.types import text_enum

USUAL_ANSWER_DAYS = 5
LONGEST_NOTE = 200
LONGEST_REFUSAL = 300


class ProposalState(StrEnum):
    """Where a proposal stands."""

    OPEN = "open"
    CLOSED = "closed"  # a plan of the period was published
    WITHDRAWN = "withdrawn"


class Answer(StrEnum):
    """What a party has said; silence is read from the deadline and never stored."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    ASKS = "asks"


class Reason(StrEnum):
    """Why another half-day is asked for; none of them says anything of a person's health."""

    CLOSED = "closed"
    BUSY = "busy"
    TOO_FAR = "too_far"
    OTHER_CDO = "other_cdo"
    KEEP = "keep"  # of a visit that the plan takes away, and for no other
    OTHER = "other"


class RequestState(StrEnum):
    """What became of a request."""

    OPEN = "open"
    CONSTRAINED = "constrained"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"  # by whoever made it
    OVERTAKEN = "overtaken"  # nobody had settled it when the proposal ended without its plan


class ProposalSettings(Model):
    """How a groupement proposes plans; one without such a row has the usual settings.

    `answer_days`: working days to answer; `silence_accepts`: whether who says nothing accepts.
    """

    __tablename__ = "proposal_settings"
    __table_args__ = (CheckConstraint("answer_days BETWEEN 1 AND 30", name="answer_days"),)

    groupement_id: Mapped[int] = mapped_column(ForeignKey("groupement.id"), primary_key=True)
    answer_days: Mapped[int] = mapped_column(default=USUAL_ANSWER_DAYS)
    silence_accepts: Mapped[bool] = mapped_column(default=False)


class Proposal(Model):
    """A plan put before those whom it concerns; at most one of a period is open.

    Answers are taken before `answer_until`, an instant. `silence_accepts` is the rule at sending.
    """

    __tablename__ = "proposal"
    __table_args__ = (
        UniqueConstraint("groupement_id", "id"),
        ForeignKeyConstraint(["groupement_id", "period_id"], ["period.groupement_id", "period.id"]),
        ForeignKeyConstraint(["groupement_id", "plan_id"], ["plan.groupement_id", "plan.id"]),
        CheckConstraint("sent_at < answer_until", name="time_to_answer"),
        CheckConstraint("(state = 'open') = (ended_at IS NULL)", name="ended"),
        Index(
            "uq_proposal_open",
            "period_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    groupement_id: Mapped[int] = mapped_column(ForeignKey("groupement.id"))
    period_id: Mapped[int]
    plan_id: Mapped[int] = mapped_column(index=True)
    state: Mapped[ProposalState] = mapped_column(
        text_enum(ProposalState), default=ProposalState.OPEN
    )
    sent_at: Mapped[datetime]
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answer_until: Mapped[datetime]
    silence_accepts: Mapped[bool]
    ended_at: Mapped[datetime | None]


class ProposalParty(Model):
    """A CDO or a member who is asked, and what they say.

    `answered_by_id` is who said it, `by_link` whether with the link of a mail or logged in.
    """

    __tablename__ = "proposal_party"
    __table_args__ = (
        UniqueConstraint("groupement_id", "id"),
        UniqueConstraint("proposal_id", "engagement_id"),
        UniqueConstraint("proposal_id", "member_id"),
        ForeignKeyConstraint(
            ["groupement_id", "proposal_id"], ["proposal.groupement_id", "proposal.id"]
        ),
        ForeignKeyConstraint(
            ["groupement_id", "engagement_id"], ["engagement.groupement_id", "engagement.id"]
        ),
        ForeignKeyConstraint(["groupement_id", "member_id"], ["member.groupement_id", "member.id"]),
        CheckConstraint("(engagement_id IS NULL) <> (member_id IS NULL)", name="one_subject"),
        CheckConstraint("(answer = 'waiting') = (answered_at IS NULL)", name="answered"),
        Index("ix_proposal_party_engagement", "engagement_id"),
        Index("ix_proposal_party_member", "member_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    groupement_id: Mapped[int] = mapped_column(ForeignKey("groupement.id"))
    proposal_id: Mapped[int]
    engagement_id: Mapped[int | None]
    member_id: Mapped[int | None]
    answer: Mapped[Answer] = mapped_column(text_enum(Answer), default=Answer.WAITING)
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    by_link: Mapped[bool] = mapped_column(default=False)
    reminded_at: Mapped[datetime | None]

    @property
    def kind(self) -> RoleKind:
        """Return whether a CDO or a member is asked."""
        return RoleKind.MEMBER if self.member_id is not None else RoleKind.CDO

    @property
    def subject_id(self) -> int:
        """Return the number of the engagement or of the member."""
        return self.member_id or self.engagement_id or 0


class ProposalLink(Model):
    """The link of one mail to one person; of the secret in it only the hash is kept.

    It answers for whatever the person speaks for when it is used, and for nothing else.
    """

    __tablename__ = "proposal_link"

    token_sha256: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]


class ProposalRequest(Model):
    """A party's wish to have one visit of the plan at another time, by another CDO, or to keep it.

    `day`, `slot`, `length`: where the plan has it. A visit to keep is one of the plan in force: its
    wished place is where it is. `wished_day` and `wished_slot` are both null for
    “any other”. The constraints are those it became, null again when they are removed.
    """

    __tablename__ = "proposal_request"
    __table_args__ = (
        UniqueConstraint("groupement_id", "id"),
        ForeignKeyConstraint(
            ["groupement_id", "party_id"], ["proposal_party.groupement_id", "proposal_party.id"]
        ),
        ForeignKeyConstraint(
            ["plan_id", "visit_id"], ["plan_visit.plan_id", "plan_visit.visit_id"]
        ),
        CheckConstraint("(wished_day IS NULL) = (wished_slot IS NULL)", name="wished_both"),
        CheckConstraint("(state = 'open') = (settled_at IS NULL)", name="settled"),
        Index("ix_proposal_request_party", "party_id"),
        Index(
            "uq_proposal_request_open",
            "party_id",
            "visit_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    groupement_id: Mapped[int] = mapped_column(ForeignKey("groupement.id"))
    party_id: Mapped[int]
    plan_id: Mapped[int]
    visit_id: Mapped[uuid.UUID]
    day: Mapped[date]
    slot: Mapped[int]
    length: Mapped[int]
    wished_day: Mapped[date | None]
    wished_slot: Mapped[int | None]
    reason: Mapped[Reason] = mapped_column(text_enum(Reason))
    note: Mapped[str] = mapped_column(String(LONGEST_NOTE), default="")
    state: Mapped[RequestState] = mapped_column(text_enum(RequestState), default=RequestState.OPEN)
    created_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    refusal: Mapped[str] = mapped_column(String(LONGEST_REFUSAL), default="")
    constraint_id: Mapped[int | None] = mapped_column(
        ForeignKey("planning_constraint.id", ondelete="SET NULL")
    )
    wished_constraint_id: Mapped[int | None] = mapped_column(
        ForeignKey("planning_constraint.id", ondelete="SET NULL")
    )
