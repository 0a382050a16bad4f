"""Every figure of a ledger line as a sum that can be done again with a pocket calculator."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from flask_babel import gettext

from cdo_share.demands.models import Urgency
from cdo_share.ledger.carrying import Step
from cdo_share.ledger.rules import Rules
from cdo_share.ledger.sharing import Sharing, rounded
from cdo_share.ledger.views import Account, Amounts, Line
from cdo_share.planning.instance_demands import DEMAND_WEIGHTS, weight_of
from cdo_share.web.amounts import exact_text, factor_text, inner_text, signed_text
from cdo_share.web.formats import NO_BREAK, percent_text


@dataclass(frozen=True, slots=True)
class Sum:
    """One line of the arithmetic: what it is, how it is reckoned, what comes out.

    A formula ends in “=”, or in “≈” where the result is rounded; words do not.
    """

    label: str
    formula: str
    result: str
    is_main: bool = False


def member_sums(line: Line, rules: Rules) -> list[Sum]:
    """Return the arithmetic of a member's line that counts, step by step; [] of another."""
    if line.step is None:
        return []
    return [
        *_asked_and_had(line, line.step),
        _fair_share(gettext("Fair share"), line.sharing, line.step),
        *_carried(line, line.step, rules),
        _factor(line.step),
    ]


def cdo_sums(line: Line, rules: Rules) -> list[Sum]:
    """Return the arithmetic of a CDO's line that counts, step by step; [] of another."""
    if line.step is None:
        return []
    return [
        *_free_and_load(line, line.step),
        _fair_share(gettext("Even load"), line.sharing, line.step),
        *_carried(line, line.step, rules),
    ]


def next_weights(account: Account, rules: Rules) -> list[Sum]:
    """Return what the account's demands weigh at the next allocation, by urgency."""
    labels = {
        Urgency.NORMAL: gettext("An ordinary demand"),
        Urgency.SOON: gettext("A demand to be served soon"),
        Urgency.URGENT: gettext("An urgent demand"),
    }
    factor = account.factor if rules.is_weighing else Decimal(1)
    return [
        Sum(label, _weight_formula(urgency, factor), str(weight_of(urgency, factor)))
        for urgency, label in labels.items()
    ]


def _weight_formula(urgency: Urgency, factor: Decimal) -> str:
    usual, exact = DEMAND_WEIGHTS[urgency], DEMAND_WEIGHTS[urgency] * factor
    formula, points = f"{usual} × {factor_text(factor)}", weight_of(urgency, factor)
    return f"{formula} =" if exact == points else f"{formula} = {exact_text(exact)} ≈"


def _asked_and_had(line: Line, step: Step) -> Iterator[Sum]:
    amounts = line.amounts
    yield Sum(gettext("Asked"), gettext("all demands submitted"), exact_text(step.basis))
    formula = gettext(
        "%(in_force)s planned or held + %(own)s given up by the member",
        in_force=exact_text(amounts.in_force),
        own=exact_text(amounts.by_member),
    )
    yield Sum(gettext("Had"), formula, exact_text(step.had))
    if lost := _lost(amounts):
        yield Sum(gettext("Not counted as had"), lost, "–")
    yield _all_together(line.sharing, gettext("All members together"))


def _free_and_load(line: Line, step: Step) -> Iterator[Sum]:
    told = gettext("read when the newest release was planned")
    yield Sum(gettext("Time free"), told, exact_text(step.basis))
    yield Sum(gettext("Load"), gettext("visits planned or held"), exact_text(step.had))
    if lost := _lost(line.amounts, own=True):
        yield Sum(gettext("Not counted as load"), lost, "–")
    yield _all_together(line.sharing, gettext("All CDOs together"))


def _lost(amounts: Amounts, *, own: bool = False) -> str:
    """Return what was cancelled by whom; `own` adds what members gave up."""
    parts = [
        (amounts.given_back, gettext("by the member, to be had on another day")),
        (amounts.by_member if own else Decimal(0), gettext("by the member")),
        (amounts.by_cdo, gettext("by the CDO")),
        (amounts.by_coordinator, gettext("by the coordinator")),
        (amounts.by_release, gettext("by a later release")),
    ]
    told = ", ".join(f"{exact_text(amount)} {whom}" for amount, whom in parts if amount)
    return str(gettext("cancelled: %(parts)s", parts=told)) if told else ""


def _all_together(sharing: Sharing, label: str) -> Sum:
    formula = f"{exact_text(sharing.had)} ÷ {exact_text(sharing.basis)}"
    shown = rounded(sharing.share * 10) / 10
    return Sum(label, _told(formula, sharing.share, shown), percent_text(float(shown), 1))


def _told(formula: str, exact: Decimal, shown: Decimal) -> str:
    return f"{formula} {'=' if exact == shown else '≈'}"


def _carried(line: Line, step: Step, rules: Rules) -> Iterator[Sum]:
    formula = f"{exact_text(step.had)} − {exact_text(step.fair_share)} ="
    yield Sum(gettext("Balance of the period"), formula, signed_text(step.balance))
    yield _kept(step, rules)
    terms = [step.kept, step.balance]
    if line.adjustments:
        lines = [Decimal(one.halfdays) for one in line.adjustments]
        yield Sum(gettext("Adjusted by hand"), _added(lines), signed_text(step.adjustment))
        terms.append(step.adjustment)
    yield Sum(gettext("In all"), _added(terms), signed_text(step.total))
    yield _most(step, rules)
    told = gettext("held at the most") if step.is_capped else gettext("within the most")
    yield Sum(gettext("Carried over"), told, signed_text(step.carried), is_main=True)


def _fair_share(label: str, sharing: Sharing, step: Step) -> Sum:
    formula = f"{exact_text(step.basis)} × {exact_text(sharing.had)} ÷ {exact_text(sharing.basis)}"
    exact = step.basis * sharing.had / sharing.basis
    if exact > step.basis:
        told = gettext("%(sum)s, at most %(most)s", sum=formula, most=exact_text(step.basis))
        return Sum(label, told, exact_text(step.fair_share))
    return Sum(label, _told(formula, exact, step.fair_share), exact_text(step.fair_share))


def _kept(step: Step, rules: Rules) -> Sum:
    formula = f"{rules.keep_percent}{NO_BREAK}% × {inner_text(step.before)}"
    exact = step.before * rules.keep_percent / 100
    return Sum(
        gettext("Kept from before"), _told(formula, exact, step.kept), signed_text(step.kept)
    )


def _most(step: Step, rules: Rules) -> Sum:
    formula = f"{rules.cap_percent}{NO_BREAK}% × {exact_text(step.basis)}"
    is_exact = step.basis * rules.cap_percent / 100 == step.cap
    told = f"{formula} =" if is_exact else gettext("%(sum)s, rounded down", sum=formula)
    return Sum(gettext("At most"), told, f"± {exact_text(step.cap)}")


def _added(terms: Iterable[Decimal]) -> str:
    return " + ".join(inner_text(term) for term in terms) + " ="


def _factor(step: Step) -> Sum:
    formula = f"1 − {inner_text(step.carried)} ÷ {exact_text(step.basis)}"
    exact = 1 - step.carried / step.basis
    told = _told(formula, exact, step.factor)
    return Sum(gettext("Factor"), told, factor_text(step.factor), is_main=True)
