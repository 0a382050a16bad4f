"""Why a period does not count, why something was set right, and how an account stands, in words."""

from decimal import Decimal

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from cdo_share.ledger.models import AdjustmentReason
from cdo_share.ledger.rules import Rules
from cdo_share.ledger.views import Absence, Account
from cdo_share.web.amounts import halfdays_text

ABSENCES = {
    Absence.NEWCOMER: _l("Not yet a member, or nothing asked yet: does not count"),
    Absence.NOTHING: _l("“Nothing this time”: does not count"),
    Absence.SILENT: _l("Asked for nothing: does not count"),
    Absence.LEFT: _l("Has left without a visit: does not count"),
    Absence.VOLUNTEER: _l("Volunteer: does not count"),
    Absence.NO_PART: _l("Took no part in the allocation, or was not free: does not count"),
}
REASONS = {
    AdjustmentReason.ARRIVAL: _l("Arrived in the middle of the period"),
    AdjustmentReason.ABSENCE: _l("Absence or closure"),
    AdjustmentReason.MISTAKE: _l("A mistake in the planning"),
    AdjustmentReason.OUTSIDE: _l("Time given outside the plan"),
    AdjustmentReason.BOARD: _l("Decision of the board"),
}


def member_standing(account: Account, rules: Rules) -> str:
    """Return what is owed to a member, or what they are ahead, and what follows from it."""
    amount = halfdays_text(abs(account.carried))
    if account.last is None:
        said, follows = gettext("No period counts yet."), gettext("Their demands weigh as usual.")
    elif account.carried < 0:
        said = gettext("Still owed to them: %(amount)s.", amount=amount)
        follows = gettext("Their demands weigh more next time.")
    elif account.carried > 0:
        said = gettext("Ahead of a fair share by %(amount)s.", amount=amount)
        follows = gettext("Others come first next time.")
    else:
        said, follows = gettext("Exactly a fair share."), gettext("Their demands weigh as usual.")
    return f"{said} {follows}" if rules.is_weighing else str(said)


def own_standing(account: Account, rules: Rules) -> str:
    """Return the same as it is said to the member."""
    amount = halfdays_text(abs(account.carried))
    if account.last is None:
        said = gettext("No period counts for you yet.")
        follows = gettext("Your demands weigh as usual.")
    elif account.carried < 0:
        said = gettext("Still owed to you: %(amount)s.", amount=amount)
        follows = gettext("Your demands weigh more next time.")
    elif account.carried > 0:
        said = gettext("You are ahead of your share by %(amount)s.", amount=amount)
        follows = gettext("Others come first next time.")
    else:
        said = gettext("You had exactly your share.")
        follows = gettext("Your demands weigh as usual.")
    return f"{said} {follows}" if rules.is_weighing else str(said)


def load_standing(account: Account) -> str:
    """Return how a CDO's load stands beside an even one; said to both readers."""
    if account.last is None:
        return str(gettext("No period counts yet."))
    return _load_sentence(account.carried)


def _load_sentence(carried: Decimal) -> str:
    amount = halfdays_text(abs(carried))
    if carried < 0:
        return str(gettext("Below an even load by %(amount)s.", amount=amount))
    if carried > 0:
        return str(gettext("Above an even load by %(amount)s.", amount=amount))
    return str(gettext("Exactly an even load."))
