"""The form before a run: name, time, fairness, and the rule board in words."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField
from wtforms.validators import InputRequired

from cdo_share.core.i18n import N_
from cdo_share.planning.board.applying import (
    MOST_PERCENT,
    Board,
    mode_field,
    mode_of,
    percent_field,
    percent_of,
    read_board,
)
from cdo_share.planning.board.rules import BOARD, Mode, Rule
from cdo_share.planning.models import Fairness, RuleProfile
from cdo_share.planning.service import LONGEST_NAME
from cdo_share.web.fields import NumberField
from cdo_share.web.forms import Form, asked, options

MODE_WORDS = {
    Mode.STRICT: N_("Strict"),
    Mode.WISHED: N_("Wished"),
    Mode.OFF: N_("Off"),
}
WEIGHT_WORDS = {
    30: N_("counts little (30%)"),
    100: N_("counts as usual (100%)"),
    300: N_("counts much (300%)"),
    1000: N_("counts very much (1,000%)"),
}
TIMES = {
    5: _l("A quick look – 5 seconds"),
    60: _l("Good – 1 minute"),
    600: _l("Best – 10 minutes"),
}
NOT_CARRIED = {"csrf_token", "profile_name"}
CHOSEN = [rule for rule in BOARD if len(rule.modes) > 1]
PRICED = [rule for rule in CHOSEN if rule.weight]
FIXED = [rule for rule in BOARD if len(rule.modes) == 1]


class LaunchForm(Form):
    """What a run is asked; the fields of the rules are added below, two for each."""

    name = StringField(_l("Name"), render_kw={"maxlength": LONGEST_NAME, "autocomplete": "off"})
    time_limit_seconds = RadioField(
        _l("How long may it search?"),
        [InputRequired()],
        coerce=int,
        choices=options(TIMES.items()),
        default=60,
    )
    fairness = RadioField(
        _l("How is a shortage shared?"),
        [InputRequired()],
        choices=options(
            (
                (Fairness.POINTS.value, _l("Balanced")),
                (Fairness.LEXIMIN.value, _l("The worst-served first")),
            )
        ),
        default=Fairness.POINTS.value,
    )
    seed = NumberField(_l("Seed of chance"), [asked], default=1)
    profile = SelectField(_l("Saved rules"), coerce=int, default=0)
    profile_name = StringField(
        _l("Save these rules under the name"), render_kw={"maxlength": 80, "autocomplete": "off"}
    )

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        for rule in PRICED:
            field = self[percent_field(rule.code)]
            if isinstance(field.data, int) and 0 <= field.data <= MOST_PERCENT:
                field.choices = _weight_choices(field.data)

    def name_profiles(self, profiles: list[RuleProfile]) -> None:
        """Offer the saved profiles."""
        pairs = [(0, _l("Choose …")), *((profile.id, profile.name) for profile in profiles)]
        self.profile.choices = options(pairs)

    def board(self) -> Board:
        """Return what is chosen for each rule, as `read_board` takes it.

        A field that could not be read stands for what is usual.
        """
        return {rule.code: self._choice(rule) for rule in CHOSEN}

    def _choice(self, rule: Rule) -> dict[str, Any]:
        fields = {"mode": self[mode_field(rule.code)]}
        if rule.weight:
            fields["percent"] = self[percent_field(rule.code)]
        return {name: field.data for name, field in fields.items() if not field.errors}

    def show_board(self, board: Board) -> None:
        """Put a board into the fields."""
        for rule in CHOSEN:
            self[mode_field(rule.code)].data = mode_of(board, rule.code).value
        for rule in PRICED:
            field = self[percent_field(rule.code)]
            field.data = percent_of(board, rule.code)
            field.choices = _weight_choices(field.data)

    def chosen(self) -> dict[str, Any]:
        """Return what is not as the form first stands, by field: an address can carry it."""
        return {
            field.name: field.data
            for field in self
            if field.name not in NOT_CARRIED and field.data not in (None, "", field.default)
        }

    def count_changes(self) -> int:
        """Return how many rules are not as usual, for fields without faults."""
        return len(read_board(self.board()))


def _weight_choices(percent: int = 100) -> list[Any]:
    """Return the weights in words; one that no word names stands among them as a number."""
    words: dict[int, Any] = {value: _l(text) for value, text in WEIGHT_WORDS.items()}
    words.setdefault(percent, f"{percent} %")
    return options(sorted(words.items()))


def _mode_field(rule: Rule) -> RadioField:
    pairs = [(mode.value, _l(MODE_WORDS[mode])) for mode in Mode if mode in rule.modes]
    return RadioField(_l(rule.title), choices=options(pairs), default=rule.modes[0].value)


def _percent_field() -> SelectField:
    return SelectField(_l("Weight"), coerce=int, choices=_weight_choices(), default=100)


for _rule in CHOSEN:
    setattr(LaunchForm, mode_field(_rule.code), _mode_field(_rule))
    if _rule.weight:
        setattr(LaunchForm, percent_field(_rule.code), _percent_field())
