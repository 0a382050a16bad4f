"""The form of a what-if: a name and up to three changes, each in words."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.validators import Optional

from cdo_share.core.i18n import N_
from cdo_share.planning.scenarios.changes import RULES, Change, ChangeKind
from cdo_share.planning.scenarios.service import LONGEST_NAME
from cdo_share.web.coordinator.names import CdoName, DemandName
from cdo_share.web.fields import DayField, NumberField
from cdo_share.web.forms import Form, asked, options, sometimes

PLACES = (1, 2, 3)
KIND_WORDS = {
    ChangeKind.MORE_MEMBER: N_("One member more, like …"),
    ChangeKind.MEMBER_LEAVES: N_("A member leaves"),
    ChangeKind.MORE_CDO: N_("One CDO more, like …"),
    ChangeKind.CDO_LEAVES: N_("A CDO leaves, or is away"),
    ChangeKind.MORE_TIME: N_("A CDO has more time"),
    ChangeKind.MORE_DEMAND: N_("One demand more, like …"),
    ChangeKind.WITHOUT_RULE: N_("Without one of the rules"),
}
RULE_WORDS = {
    "caps": N_("CDOs do not work more than agreed"),
    "distance": N_("CDOs do not drive farther than agreed"),
    "max_members": N_("CDOs have no more members than agreed"),
    "max_sites": N_("CDOs see no more places a day than agreed"),
    "levels": N_("The CDO has the level asked for"),
    "max_cdos": N_("No more CDOs for a demand than its member allows"),
    "forbidden": N_("Nobody comes on impossible half-days"),
    "windows": N_("Visits keep the cadence asked for"),
    "exclusions": N_("Members are not served by CDOs whom they declined"),
    "conflicts": N_("Members who are kept apart do not share a CDO"),
}


class ScenarioForm(Form):
    """A name; the fields of the changes are added below, with their place in the name."""

    name = StringField(
        _l("Name"), [asked], render_kw={"maxlength": LONGEST_NAME, "autocomplete": "off"}
    )

    def offer(
        self, members: Mapping[int, str], cdos: Iterable[CdoName], demands: Iterable[DemandName]
    ) -> None:
        """Offer members who ask for something, CDOs, and demands."""
        lists = {
            "member": list(members.items()),
            "cdo": [(cdo.id, cdo.name) for cdo in cdos],
            "demand": [(one.id, f"{one.member_name} – {one.title}") for one in demands],
        }
        for place in PLACES:
            for name, pairs in lists.items():
                self[f"{name}_{place}"].choices = options([(0, _l("Choose …")), *pairs])

    def changes(self) -> dict[int, Change]:
        """Return the changes that are chosen, by place."""
        return {place: self._change(place) for place in PLACES if self[f"kind_{place}"].data}

    def _change(self, place: int) -> Change:
        def given(name: str) -> Any:
            return self[f"{name}_{place}"].data

        kind = ChangeKind(given("kind"))
        is_away = kind is ChangeKind.CDO_LEAVES
        return Change(
            kind=kind,
            member_id=given("member") or None,
            engagement_id=given("cdo") or None,
            demand_id=given("demand") or None,
            percent=given("percent"),
            first=given("first") if is_away else None,
            last=given("last") if is_away else None,
            rule=given("rule") or "",
        )


def _fields() -> dict[str, Any]:
    """Return the fields of one change."""
    kinds = [("", _l("Choose …")), *((kind.value, _l(KIND_WORDS[kind])) for kind in ChangeKind)]
    rules = [("", _l("Choose …")), *((code, _l(RULE_WORDS[code])) for code in RULES)]
    return {
        "kind": SelectField(_l("What changes?"), [sometimes], choices=options(kinds), default=""),
        "member": SelectField(_l("Member"), [sometimes], coerce=int, default=0),
        "cdo": SelectField(_l("CDO"), [sometimes], coerce=int, default=0),
        "demand": SelectField(_l("Demand"), [sometimes], coerce=int, default=0),
        "percent": NumberField(_l("How much"), [sometimes, Optional()]),
        "first": DayField(_l("From"), [Optional()]),
        "last": DayField(_l("Until"), [Optional()]),
        "rule": SelectField(_l("Rule"), [sometimes], choices=options(rules), default=""),
    }


for _place in PLACES:
    for _name, _field in _fields().items():
        setattr(ScenarioForm, f"{_name}_{_place}", _field)
