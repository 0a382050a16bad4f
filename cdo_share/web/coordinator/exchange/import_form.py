"""The page from which tables go in and out, with the form that takes a file."""

from typing import Any

from flask import render_template
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import RadioField, SelectField

from cdo_share.core.clock import utc_now
from cdo_share.exchange.drafts import Upload, list_drafts
from cdo_share.exchange.models import TableKind
from cdo_share.rounds.models import PeriodState
from cdo_share.rounds.queries import list_periods
from cdo_share.web.auth import actor
from cdo_share.web.bounds import GREATEST_ROW_NUMBER
from cdo_share.web.extensions import db
from cdo_share.web.forms import Form, asked, options, required, sometimes

KINDS = {
    TableKind.MEMBERS: _l("Members"),
    TableKind.CDOS: _l("CDOs"),
    TableKind.DEMANDS: _l("Demands"),
}


class ImportForm(Form):
    """Which table, and its file; demands are for one period."""

    kind = RadioField(
        _l("What does the table list?"),
        [required],
        choices=options((kind.value, label) for kind, label in KINDS.items()),
    )
    period = SelectField(
        _l("Period, for demands only"),
        [sometimes],
        coerce=int,
        validate_choice=False,
        description=_l("Only periods whose round is open."),
    )
    file = FileField(
        _l("File"),
        [asked],
        description=_l("Excel (.xlsx), LibreOffice (.ods) or CSV; 10 MB and 20,000 lines at most."),
    )

    def upload(self) -> Upload:
        """Return what was sent, for the service."""
        file = self.file.data
        return Upload(
            kind=TableKind(self.kind.data),
            name=(file.filename or "") if file else "",
            data=file.read() if file else b"",
            period_id=self._period_id(),
        )

    def _period_id(self) -> int | None:
        chosen = self.period.data or 0
        return chosen if 0 < chosen <= GREATEST_ROW_NUMBER else None


def new_form(**values: Any) -> ImportForm:
    """Return the form with the open periods of the groupement; the only one is chosen."""
    form = ImportForm(**values)
    periods = list_periods(db.session, actor().groupement_id)
    still_open = [(one.id, one.name) for one in periods if one.state is PeriodState.OPEN]
    form.period.choices = options([(0, gettext("Choose…")), *still_open])
    if len(still_open) == 1 and form.period.data is None:
        form.period.data = still_open[0][0]
    return form


def show_tables(form: ImportForm | None = None, status: int = 200) -> Any:
    """Return the page, with what was wrong with a file if one was sent."""
    page = render_template(
        "coordinator/tables/index.html",
        waiting=list_drafts(db.session, actor().groupement_id, now=utc_now()),
        form=form or new_form(formdata=None, kind=TableKind.MEMBERS.value),
        names=KINDS,
        kinds=[(kind.value, label) for kind, label in KINDS.items()],
    )
    return page, status
