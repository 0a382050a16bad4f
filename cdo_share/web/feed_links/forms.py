"""The forms of a calendar link: which device, which calendar, how much it tells; another name."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField, StringField

from cdo_share.accounts.models import RoleKind
from cdo_share.calendars.models import DetailLevel, FeedOwner
from cdo_share.calendars.queries import FeedKey
from cdo_share.web.feed_links.rows import Choice
from cdo_share.web.forms import Form, asked, options
from cdo_share.web.once import new_once


class LinkForm(Form):
    """The device that will read, and what it will read."""

    once = HiddenField(default=new_once)
    label = StringField(
        _l("Which device is it for?"),
        [asked],
        description=_l("For example “My phone”: you will know which link to take back."),
    )
    calendar = SelectField(_l("Which calendar?"), [asked])
    detail = RadioField(
        _l("How much does it show?"),
        [asked],
        choices=options(
            (
                (DetailLevel.FULL.value, _l("Everything")),
                (DetailLevel.BUSY.value, _l("Only “busy”")),
            )
        ),
        default=DetailLevel.FULL.value,
    )

    def offer(self, choices: list[Choice]) -> None:
        """Let these calendars be chosen; a form that names none means the first."""
        self.calendar.choices = options((one.value, one.label) for one in choices)
        if self.calendar.raw_data in (None, []):
            self.calendar.data = choices[0].value
        if self.detail.raw_data in (None, []):
            self.detail.data = DetailLevel.FULL.value

    @property
    def key(self) -> FeedKey:
        """Return which feed is chosen, once the form is valid."""
        owner, _, subject = self.calendar.data.partition("-")
        return FeedKey(FeedOwner(owner), int(subject), DetailLevel(self.detail.data))


class RenameForm(Form):
    """Another name for the device."""

    label = StringField(_l("Name of the device"), [asked])


# What busy-only leaves away differs with who reads.
DETAIL_HINTS = {
    RoleKind.MEMBER: _l("When, and nothing else: for a calendar that others look into."),
    RoleKind.CDO: _l("When, and nothing else: no firm, no place, no subject."),
    RoleKind.COORDINATOR: _l("When, and nothing else: no firm, no CDO, no subject."),
}
FULL_HINTS = {
    RoleKind.MEMBER: _l("Who comes, when and what for."),
    RoleKind.CDO: _l("Which firm, where, when and what for."),
    RoleKind.COORDINATOR: _l("Who works where, when and what for."),
}
