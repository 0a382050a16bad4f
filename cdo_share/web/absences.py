"""The words for what differs from a CDO's usual week."""

from flask_babel import lazy_gettext as _l

from cdo_share.availability.models import ExceptionKind

KINDS = {
    ExceptionKind.LEAVE: _l("Leave"),
    ExceptionKind.TRAINING: _l("Training"),
    ExceptionKind.OTHER_WORK: _l("Other work"),
    ExceptionKind.UNAVAILABLE: _l("Not available"),
    ExceptionKind.EXTRA: _l("Available in addition to the usual week"),
}
