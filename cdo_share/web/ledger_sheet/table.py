"""The ledger as a CSV file: a row per account and period, with every figure of the arithmetic."""

from collections.abc import Iterator
from decimal import Decimal

from flask_babel import gettext

from cdo_share.exchange.csv_files import csv_bytes
from cdo_share.exchange.sheets import Value
from cdo_share.ledger.carrying import Step
from cdo_share.ledger.views import Account, Ledger, Line
from cdo_share.web.ledger_sheet.words import ABSENCES


def ledger_csv(members: Ledger, cdos: Ledger) -> bytes:
    """Return both ledgers; amounts are half-days."""
    rows = [*_rows(gettext("Member"), members), *_rows(gettext("CDO"), cdos)]
    return csv_bytes([_headings(), *rows])


def _headings() -> list[Value]:
    return [
        gettext("Member or CDO"),
        gettext("Name"),
        gettext("Period"),
        gettext("Asked or free"),
        gettext("Had or load"),
        gettext("Given up by the member"),
        gettext("Cancelled by the member, to be had on another day"),
        gettext("Cancelled by the CDO"),
        gettext("Cancelled by the coordinator"),
        gettext("Cancelled by a later release"),
        gettext("Sum of all: asked or free"),
        gettext("Sum of all: had or load"),
        gettext("Fair share"),
        gettext("Balance of the period"),
        gettext("Kept from before"),
        gettext("Adjusted by hand"),
        gettext("At most"),
        gettext("Carried over"),
        gettext("Factor"),
        gettext("Remark"),
    ]


def _rows(kind: str, ledger: Ledger) -> Iterator[list[Value]]:
    for account in ledger.accounts:
        for line in account.lines:
            yield _row(kind, account, line)


def _row(kind: str, account: Account, line: Line) -> list[Value]:
    amounts, step = line.amounts, line.step
    own = (amounts.by_member, amounts.given_back)
    gone = (*own, amounts.by_cdo, amounts.by_coordinator, amounts.by_release)
    sums = (line.sharing.basis, line.sharing.had)
    remark = str(ABSENCES[line.absence]) if line.absence else ""
    return [
        kind,
        account.name,
        line.period.name,
        _number(step.basis if step else None),
        _number(step.had if step else None),
        *(_number(amount) for amount in (*gone, *sums)),
        *_figures(step),
        remark,
    ]


def _figures(step: Step | None) -> list[Value]:
    if step is None:
        return [None] * 7
    figures = (step.fair_share, step.balance, step.kept, step.adjustment, step.cap, step.carried)
    return [_number(amount) for amount in (*figures, step.factor)]


def _number(amount: Decimal | None) -> Value:
    return None if amount is None else float(amount)
