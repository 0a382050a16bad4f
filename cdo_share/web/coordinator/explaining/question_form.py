"""The form of a “why not?”: which CDO, which day, when, how long; any may be left open."""

from datetime import date
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import Optional

from cdo_share.core.grid import Grid
from cdo_share.planning.instance_parts import cdo_name, demand_name
from cdo_share.web.coordinator.explaining.scene import Scene
from cdo_share.web.fields import DayField
from cdo_share.web.formats import amount_text, half_text
from cdo_share.web.forms import Form, options

ANY = ""


class QuestionForm(Form):
    """A wish; an empty answer leaves it open."""

    cdo = SelectField(_l("Which CDO?"), default=ANY)
    day = DayField(_l("Which day?"), [Optional()])
    slot = SelectField(_l("When in the day?"), default=ANY)
    length = SelectField(_l("How long?"), default=ANY)

    def wish(self, demand_id: int) -> dict[str, Any]:
        """Return the wish as `solver.Wish` takes it."""
        return {
            "demand": demand_name(demand_id),
            "cdo": self.cdo.data or None,
            "day": self.day.data.isoformat() if self.day.data else None,
            "slot": int(self.slot.data) if self.slot.data else None,
            "length": int(self.length.data) if self.length.data else None,
        }

    def require_known_day(self, scene: Scene) -> bool:
        """Say whether the period plans on the day; tell it at the field when it does not."""
        day: date | None = self.day.data
        if day is None or day.isoformat() in scene.instance["days"]:
            return True
        self.day.errors = [gettext("Choose a working day of the period that is not closed.")]
        return False


def question_form(scene: Scene, demand_id: int) -> QuestionForm:
    """Return the form with the choices that a demand of a plan has."""
    form, asked = QuestionForm(), scene.asked(demand_id)
    known = {one["id"] for one in scene.instance["cdos"]}
    cdos = [(cdo_name(one.id), one.name) for one in scene.names.cdos.values()]
    form.cdo.choices = _open(gettext("Anybody"), [one for one in cdos if one[0] in known])
    form.slot.choices = _open(gettext("Any time"), _slots(scene.grid))
    lengths = [(str(slots), amount_text(slots, scene.grid)) for slots in sorted(asked["lengths"])]
    form.length.choices = _open(gettext("As asked for"), lengths)
    return form


def _open(label: str, pairs: list[tuple[str, str]]) -> list[Any]:
    return options([(ANY, label), *pairs])


def _slots(grid: Grid) -> list[tuple[str, str]]:
    if grid.slots_per_half == 1:
        return [(str(number), half_text(slot.half)) for number, slot in enumerate(grid.slots)]
    return [(str(number), f"{slot.start:%H:%M}") for number, slot in enumerate(grid.slots)]
