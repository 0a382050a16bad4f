"""How strongly former periods count: the groupement's own choice."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField

from cdo_share.core.clock import utc_now
from cdo_share.core.errors import Conflict, InvalidInput
from cdo_share.core.orm import transaction
from cdo_share.ledger.reading import read_rules
from cdo_share.ledger.rules import MOST_CAP_PERCENT, MOST_KEEP_PERCENT, Rules
from cdo_share.ledger.service import Adjusting, change_rules
from cdo_share.web.auth import actor
from cdo_share.web.differences import Difference, list_differences, pack_words, unpack_words
from cdo_share.web.extensions import db
from cdo_share.web.fields import NumberField
from cdo_share.web.forms import Form, required

blueprint = Blueprint("ledger_rules", __name__, url_prefix="/equite/reglages")


class RulesForm(Form):
    """The settings of the ledger; `seen` carries what the person began from."""

    is_weighing = BooleanField(
        _l("The ledger enters the next allocation"),
        description=_l("Unticked, it is only shown and every demand weighs the same."),
    )
    keep_percent = NumberField(
        _l("What stays from one period to the next"),
        [required],
        description=_l("0 forgets every period at once, 100 never forgets."),
    )
    cap_percent = NumberField(
        _l("At most carried over"),
        [required],
        description=_l("As a share of what a member asked; demands weigh as much more or less."),
    )
    seen = HiddenField(default="")

    def wish(self) -> Rules:
        """Return what was typed; what could not be read as a number nobody may choose."""
        return Rules(
            keep_percent=-1 if self.keep_percent.data is None else self.keep_percent.data,
            cap_percent=-1 if self.cap_percent.data is None else self.cap_percent.data,
            is_weighing=bool(self.is_weighing.data),
        )


@blueprint.get("")
def edit() -> str:
    """Show the settings of the ledger, ready to change."""
    present = _present()
    form = RulesForm(formdata=None, obj=present, seen=_pack(present))
    return _show(form)


@blueprint.post("")
def update() -> Any:
    """Store the settings, or say what is wrong or has changed meanwhile."""
    form, seen = RulesForm(), _seen()
    form.validate()
    acting = Adjusting(
        groupement_id=actor().groupement_id, person_id=actor().person_id, now=utc_now()
    )
    try:
        with transaction(db.session):
            change_rules(db.session, form.wish(), seen=seen, acting=acting)
            form.require_read()
    except InvalidInput as refusal:
        form.take_faults(refusal)
        return _show(form), 422
    except Conflict:
        changes = list_differences(_words(seen), _words(_present()))
        form.seen.data = _pack(_present())
        return _show(form, changes), 409
    flash(gettext("The settings of the ledger are stored."), "success")
    return redirect(url_for("coordinator.ledger.index"))


def _show(form: RulesForm, changes: Sequence[Difference] | None = None) -> str:
    return render_template(
        "coordinator/ledger/rules.html",
        form=form,
        changes=changes,
        most=(MOST_KEEP_PERCENT, MOST_CAP_PERCENT),
    )


def _present() -> Rules:
    return read_rules(db.session, actor().groupement_id)


def _pack(rules: Rules) -> str:
    return pack_words(
        {
            "keep_percent": str(rules.keep_percent),
            "cap_percent": str(rules.cap_percent),
            "is_weighing": "1" if rules.is_weighing else "",
        }
    )


def _seen() -> Rules:
    """Return the settings that the form began from; without them those of today."""
    words = unpack_words(RulesForm().seen.data)
    numbers = [words.get(name, "") for name in ("keep_percent", "cap_percent")]
    if not all(number.isdecimal() for number in numbers):
        return _present()
    keep, cap = (int(number) for number in numbers)
    return Rules(keep_percent=keep, cap_percent=cap, is_weighing=words.get("is_weighing") == "1")


def _words(rules: Rules) -> dict[str, str]:
    return {
        gettext("The ledger enters the next allocation"): (
            gettext("yes") if rules.is_weighing else gettext("no")
        ),
        gettext("What stays from one period to the next"): str(rules.keep_percent),
        gettext("At most carried over"): str(rules.cap_percent),
    }
