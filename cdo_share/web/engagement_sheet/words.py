"""An engagement in words, field by field, to tell what somebody else changed."""

from collections.abc import Collection
from typing import NamedTuple

from flask_babel import gettext

from cdo_share.accounts.models import Engagement
from cdo_share.web.engagement_sheet.form import AMOUNTS, REACH, EngagementForm
from cdo_share.web.engagement_sheet.skills import level_words
from cdo_share.web.formats import regime_text


class MemberName(NamedTuple):
    """A member on the list of those to choose from."""

    id: int
    name: str


def engagement_words(
    engagement: Engagement, members: Collection[MemberName], avoided: Collection[int]
) -> dict[str, str]:
    """Return what the sheet says; `avoided` are the numbers of members not to be served."""
    form = EngagementForm(formdata=None, meta={"csrf": False})
    amounts = {
        str(form[name].label.text): _value_text(getattr(engagement, name))
        for name in (*AMOUNTS, *REACH)
    }
    names = [member.name for member in members if member.id in avoided]
    person = engagement.person
    entered = {} if person.known_to_id is None else {str(gettext("E-mail address")): person.email}
    return {
        **entered,
        str(gettext("Regime")): regime_text(engagement.regime),
        **amounts,
        str(form.commune.label.text): engagement.base.commune,
        **level_words({row.skill: row.level for row in engagement.skills}),
        str(gettext("Members not to be served")): ", ".join(names),
    }


def _value_text(value: int | bool | None) -> str:
    if isinstance(value, bool):
        return str(gettext("yes") if value else gettext("no"))
    return "" if value is None else str(value)
