"""Every figure of a ledger line as a sum that can be done again with a pocket calculator."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from flask_babel import gettext

from cdo_share.demands.models import Urgency
from cdo_share.ledger.carrying import Step
from cdo_share.ledger.rules import Rules
from cdo_share.ledger.sharing import Sharing
from cdo_share.ledger.views import Account, Amounts, Line
from cdo_share.planning.instance_demands import DEMAND_WEIGHTS, weight_of
from cdo_share.web.amounts import exact_text, factor_text, inner_text, signed_text
from cdo_share.web.formats import NO_BREAK, percent_text


@dataclass(frozen=True, slots=True)
class Sum:
    """One line of the arithmetic: what it is, how it is reckoned, what comes out."""

    label: str
    formula: str
    result: str


@dataclass(frozen=True, slots=True)
class Weight:
    """What a kind of demand weighs at the next allocation, as a sum."""

    label: str
    formula: str
    points: int


def member_sums(line: Line, rules: Rules) -> list[Sum]:
    """Return the arithmetic of a member's line that counts, step by step; [] of another."""
    if line.step is None:
        return []
    return [*_asked_and_had(line, line.step), *_shared(line, line.step, rules), _factor(line.step)]


def cdo_sums(line: Line, rules: Rules) -> list[Sum]:
    """Return the arithmetic of a CDO's line that counts, step by step; [] of another."""
    if line.step is None:
        return []
    return [*_free_and_load(line, line.step), *_shared(line, line.step, rules)]


def next_weights(account: Account, rules: Rules) -> list[Weight]:
    """Return what the account's demands weigh at the next allocation, by urgency."""
    labels = {
        Urgency.NORMAL: gettext("An ordinary demand"),
        Urgency.SOON: gettext("A demand to be served soon"),
        Urgency.URGENT: gettext("An urgent demand"),
    }
    factor = account.factor if rules.is_weighing else Decimal(1)
    return [
        Weight(label, _weight_formula(urgency, factor), weight_of(urgency, factor))
        for urgency, label in labels.items()
    ]


def _weight_formula(urgency: Urgency, factor: Decimal) -> str:
    usual = DEMAND_WEIGHTS[urgency]
    return f"{usual} × {factor_text(factor)} = {exact_text(usual * factor)}"


def _asked_and_had(line: Line, step: Step) -> Iterator[Sum]:
    amounts = line.amounts
    yield Sum(gettext("Asked"), gettext("all demands submitted"), exact_text(step.basis))
    formula = gettext(
        "%(in_force)s planned or held + %(own)s cancelled by the member",
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
    """Return what was cancelled by whom; `own` adds what members cancelled."""
    parts = [
        (amounts.by_member if own else Decimal(0), gettext("by the member")),
        (amounts.by_cdo, gettext("by the CDO")),
        (amounts.by_coordinator, gettext("by the coordinator")),
        (amounts.by_release, gettext("by a later release")),
    ]
    told = ", ".join(f"{exact_text(amount)} {whom}" for amount, whom in parts if amount)
    return str(gettext("cancelled: %(parts)s", parts=told)) if told else ""


def _all_together(sharing: Sharing, label: str) -> Sum:
    formula = f"{exact_text(sharing.had)} ÷ {exact_text(sharing.basis)}"
    return Sum(label, formula, percent_text(float(sharing.share), 1))


def _shared(line: Line, step: Step, rules: Rules) -> Iterator[Sum]:
    basis, sharing = exact_text(step.basis), line.sharing
    formula = f"{basis} × {exact_text(sharing.had)} ÷ {exact_text(sharing.basis)}"
    yield Sum(gettext("Fair share"), formula, exact_text(step.fair_share))
    formula = f"{exact_text(step.had)} − {exact_text(step.fair_share)}"
    yield Sum(gettext("Balance of the period"), formula, signed_text(step.balance))
    formula = f"{rules.keep_percent}{NO_BREAK}% × {inner_text(step.before)}"
    yield Sum(gettext("Kept from before"), formula, signed_text(step.kept))
    if line.adjustments:
        formula = " + ".join(inner_text(Decimal(one.halfdays)) for one in line.adjustments)
        yield Sum(gettext("Adjusted by hand"), formula, signed_text(step.adjustment))
    terms = [step.kept, step.balance] + ([step.adjustment] if line.adjustments else [])
    formula = " + ".join(inner_text(term) for term in terms)
    yield Sum(gettext("In all"), formula, signed_text(step.total))
    formula = gettext("%(sum)s, rounded down", sum=f"{rules.cap_percent}{NO_BREAK}% × {basis}")
    yield Sum(gettext("At most"), formula, f"± {exact_text(step.cap)}")
    told = gettext("held at the most") if step.is_capped else gettext("within the most")
    yield Sum(gettext("Carried over"), told, signed_text(step.carried))


def _factor(step: Step) -> Sum:
    formula = f"1 − {inner_text(step.carried)} ÷ {exact_text(step.basis)}"
    return Sum(gettext("Factor"), formula, factor_text(step.factor))
