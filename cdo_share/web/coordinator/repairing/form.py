"""How many published visits a repair may move beside those that it must."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import InputRequired

from cdo_share.web.forms import Form, options

ANY = "any"
LIMITS = ("0", "1", "2", "5", "10", ANY)


class RepairForm(Form):
    """At most so many changes by choice; those that the event forces are not counted."""

    most_changes = RadioField(
        _l("How many other visits may move?"),
        [InputRequired()],
        choices=options(
            (
                ("0", _l("None: only what is hit")),
                ("1", _l("1 at most")),
                ("2", _l("2 at most")),
                ("5", _l("5 at most")),
                ("10", _l("10 at most")),
                (ANY, _l("As many as it takes")),
            )
        ),
        default="0",
    )

    def limit(self) -> int | None:
        """Return the number chosen, None for any."""
        return read_limit(self.most_changes.data)


def read_limit(written: str) -> int | None:
    """Return the number of changes that a form or an address says, None for any."""
    return None if written == ANY else int(written)


def write_limit(limit: int | None) -> str:
    """Return a number of changes as forms and addresses say it."""
    return ANY if limit is None else str(limit)
