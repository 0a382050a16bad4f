"""The edits, each shaped like its JSON object."""

from typing import Annotated, Any, Literal

from pydantic import Field

from solver.instance import Count, IsoDate, Ratio, Shape, Text

FORMAT = "cdo-timeshare-edits/1"

Fields = dict[str, Any]
Share = Annotated[Ratio, Field(le=1)]


class AddCdo(Shape):
    """A CDO more: like `copy_of` under a new `id` with the fields `set`, or as `cdo` says.

    `share` of the caps of week, period and rolling average, of the target and of the members.
    """

    op: Literal["add_cdo"]
    copy_of: Text | None = None
    id: Text | None = None
    cdo: Fields | None = None
    set: Fields = {}
    share: Share = 1.0


class RemoveCdo(Shape):
    """A CDO is away: for good, or `from` a date, or until the date `to` (first and last day)."""

    op: Literal["remove_cdo"]
    cdo: Text
    first: IsoDate | None = Field(default=None, alias="from")
    last: IsoDate | None = Field(default=None, alias="to")


class ChangeCdo(Shape):
    """Other values for fields of a CDO."""

    op: Literal["change_cdo"]
    cdo: Text
    set: Fields


class AddMember(Shape):
    """A member more who asks for what `copy_of` asks for; demands get the ids ID/MEMBER."""

    op: Literal["add_member"]
    copy_of: Text
    member: Text


class RemoveMember(Shape):
    """A member leaves: their demands go, with what was published and pinned for them."""

    op: Literal["remove_member"]
    member: Text


class AddDemand(Shape):
    """A demand more: like `copy_of` under a new `id` with the fields `set`, or as `demand` says."""

    op: Literal["add_demand"]
    copy_of: Text | None = None
    id: Text | None = None
    demand: Fields | None = None
    set: Fields = {}


class RemoveDemand(Shape):
    """A demand goes, with what was published and pinned for it."""

    op: Literal["remove_demand"]
    demand: Text


class ChangeDemand(Shape):
    """Other values for fields of a demand."""

    op: Literal["change_demand"]
    demand: Text
    set: Fields


class AddSite(Shape):
    """A place more, for CDOs and demands that are added."""

    op: Literal["add_site"]
    site: Fields


class RuleOff(Shape):
    """A rule no longer binds: nobody, or only those in `of` (ids of demands or CDOs)."""

    op: Literal["rule_off"]
    rule: Text
    of: tuple[Text, ...] | None = None


class SetWeights(Shape):
    """Other points for some parts of the cost."""

    op: Literal["set_weights"]
    weights: dict[Text, Count | tuple[Count, ...]]


class Edits(Shape):
    """The document; the edits in it are read one by one."""

    format: Literal["cdo-timeshare-edits/1"]
    name: Text | None = None
    edits: tuple[Any, ...]
