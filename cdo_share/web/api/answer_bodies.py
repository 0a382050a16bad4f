"""Answers to a round and reminders as JSON, in and out."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from cdo_share.accounts.models import RoleKind
from cdo_share.demands.answers import Answering, Subject
from cdo_share.web.api.values import AddressNumber, Body, RowNumber


class RoundAddress(BaseModel):
    """The number of a period."""

    period_id: AddressNumber


class MemberAnswerAddress(RoundAddress):
    """The numbers of a period and a member."""

    member_id: AddressNumber


class CdoAnswerAddress(RoundAddress):
    """The numbers of a period and a CDO."""

    cdo_id: AddressNumber


class AnswerOut(BaseModel):
    """A member or a CDO before a round; `answered_at` is null without an answer.

    A member answers by demands or by needing nothing, a CDO by confirming the availability.
    """

    kind: RoleKind
    subject_id: int
    name: str
    demands: int
    answered_at: datetime | None
    reminded_at: datetime | None

    @classmethod
    def of(cls, one: Answering) -> "AnswerOut":
        """Return what is known of one as the API gives it."""
        return cls(**{name: getattr(one, name) for name in cls.model_fields})


class AnswerList(BaseModel):
    """A part of a list, and how many there are in all."""

    items: list[AnswerOut]
    total: int


class ReminderBody(Body):
    """Whom to remind; nobody named means all who have not answered."""

    member_id: RowNumber | None = None
    cdo_id: Annotated[RowNumber | None, Field(description="only without a member")] = None

    def subject(self) -> Subject | None:
        """Return the one who is named."""
        if self.member_id is not None:
            return RoleKind.MEMBER, self.member_id
        return (RoleKind.CDO, self.cdo_id) if self.cdo_id is not None else None


class Reminded(BaseModel):
    """How many mails were written; who was reminded of the round before gets none."""

    count: int
