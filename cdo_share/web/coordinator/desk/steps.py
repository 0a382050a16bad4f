"""The steps of a draft as a list of sentences."""

from flask_babel import gettext

from cdo_share.planning.drafting.steps import Step
from cdo_share.web.coordinator.desk.look import Desk
from cdo_share.web.formats import amount_text


def step_words(desk: Desk, step: Step) -> str:
    """Return what a step did, for example “Moved: Biscuiterie Le Goff, Tue. 5 Jan. …”."""
    if step.act == "add":
        return str(gettext("Added: %(visit)s", visit=desk.says(step.added[0])))
    visit = desk.says(step.removed[0])
    if step.act == "remove":
        return str(gettext("Removed: %(visit)s", visit=visit))
    if step.act == "swap":
        other = desk.says(step.removed[1])
        return str(gettext("Swapped: %(visit)s with %(other)s", visit=visit, other=other))
    after = step.added[0]
    if step.act == "resize":
        length = amount_text(after.length, desk.grid)
        return str(gettext("Length changed: %(visit)s, now %(length)s", visit=visit, length=length))
    place = f"{desk.when(after)}, {desk.cdo(after.cdo).name}"
    return str(gettext("Moved: %(visit)s → %(place)s", visit=visit, place=place))
