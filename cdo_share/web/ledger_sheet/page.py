"""What a page that shows one account needs, whoever reads it."""

from typing import Any

from cdo_share.ledger.views import Account, Ledger
from cdo_share.web.ledger_sheet.sums import cdo_sums, member_sums, next_weights
from cdo_share.web.ledger_sheet.words import ABSENCES, REASONS, load_standing


def member_page(ledger: Ledger, account: Account) -> dict[str, Any]:
    """Return the values of a page of a member's account, the newest period first."""
    sums = {line.period.id: member_sums(line, ledger.rules) for line in account.lines}
    return _page(ledger, account, sums) | {"weights": next_weights(account, ledger.rules)}


def cdo_page(ledger: Ledger, account: Account) -> dict[str, Any]:
    """Return the values of a page of a CDO's account, the newest period first."""
    sums = {line.period.id: cdo_sums(line, ledger.rules) for line in account.lines}
    return _page(ledger, account, sums) | {"standing": load_standing(account)}


def _page(ledger: Ledger, account: Account, sums: dict[int, Any]) -> dict[str, Any]:
    return {
        "account": account,
        "lines": account.lines[::-1],
        "sums": sums,
        "rules": ledger.rules,
        "absences": ABSENCES,
        "reasons": REASONS,
    }
