"""Why a period does not count, why something was set right, and how an account stands, in words."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from cdo_share.ledger.models import AdjustmentReason
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


def member_standing(account: Account) -> str:
    """Return in a sentence what is owed to a member, or what they are ahead."""
    if account.last is None:
        return str(gettext("No period counts yet: their demands weigh like anybody's."))
    amount = halfdays_text(abs(account.carried))
    if account.carried < 0:
        return str(gettext("%(amount)s are owed to them: their demands weigh more.", amount=amount))
    if account.carried > 0:
        return str(gettext("%(amount)s ahead of a fair share: others come first.", amount=amount))
    return str(gettext("Exactly a fair share: their demands weigh like anybody's."))


def own_standing(account: Account) -> str:
    """Return the same to the member's own face."""
    if account.last is None:
        return str(gettext("No period counts for you yet: your demands weigh like anybody's."))
    amount = halfdays_text(abs(account.carried))
    if account.carried < 0:
        return str(gettext("%(amount)s are owed to you: your demands weigh more.", amount=amount))
    if account.carried > 0:
        return str(
            gettext("You are %(amount)s ahead of your share: others come first.", amount=amount)
        )
    return str(gettext("You had exactly your share: your demands weigh like anybody's."))


def load_standing(account: Account) -> str:
    """Return in a sentence how a CDO's load stands beside an even one; fits both readers."""
    if account.last is None:
        return str(gettext("No period counts yet."))
    amount = halfdays_text(abs(account.carried))
    if account.carried < 0:
        return str(gettext("%(amount)s below an even load.", amount=amount))
    if account.carried > 0:
        return str(gettext("%(amount)s above an even load.", amount=amount))
    return str(gettext("Exactly an even load."))
