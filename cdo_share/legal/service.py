"""Changing a groupement's measures of the law and what is recorded of a contract; audited."""

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Engagement, Groupement
from cdo_share.core.audit import record_act
from cdo_share.core.errors import Conflict, InvalidInput, NotFound
from cdo_share.core.i18n import N_
from cdo_share.legal.models import LegalContract, LegalParameters
from cdo_share.legal.notice import local_day
from cdo_share.legal.parameters import LAW, NAMES, Parameters
from cdo_share.legal.queries import contract_of, parameters_of
from cdo_share.legal.wish import ContractWish, contract_faults, parameter_faults

CHANGED = N_("Somebody changed these settings while you were writing.")


@dataclass(frozen=True, slots=True)
class Author:
    """Who writes, and when."""

    person_id: int
    now: datetime


def change_parameters(
    session: Session, *, groupement_id: int, wish: Parameters, seen: Parameters, by: Author
) -> None:
    """Store the measures; `seen` are those the writer began from.

    Raises Conflict when somebody changed them meanwhile, InvalidInput with every fault.
    """
    wish = replace(wish, agreement=" ".join(wish.agreement.split()))
    lock = select(Groupement.id).where(Groupement.id == groupement_id)
    session.execute(lock.with_for_update(key_share=True))
    row = session.get(LegalParameters, groupement_id, populate_existing=True)
    present = LAW if row is None else parameters_of(row)
    if present != seen:
        raise Conflict(CHANGED)
    if faults := parameter_faults(wish):
        raise InvalidInput(*faults)
    if wish == present:
        return
    row = row or LegalParameters(groupement_id=groupement_id)
    for name in NAMES:
        setattr(row, name, getattr(wish, name))
    session.add(row)
    session.flush()
    record_act(
        session,
        at=by.now,
        groupement_id=groupement_id,
        person_id=by.person_id,
        action="change_legal_parameters",
        thing=("groupement", groupement_id),
        **_differences(present, wish),
    )


def _differences(present: Parameters, wish: Parameters) -> dict[str, Any]:
    pairs = {name: [getattr(present, name), getattr(wish, name)] for name in NAMES}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def record_contract(
    session: Session,
    *,
    groupement_id: int,
    engagement_id: int,
    wish: ContractWish,
    seen: ContractWish,
    by: Author,
) -> None:
    """Record what is known of a CDO's contract; `seen` is what the writer began from.

    Raises NotFound, Conflict when somebody changed it meanwhile, InvalidInput with every fault.
    """
    engagement = _lock_engagement(session, groupement_id, engagement_id)
    row = session.get(LegalContract, engagement_id, populate_existing=True)
    if contract_of(row) != seen:
        raise Conflict(CHANGED)
    zone = session.get_one(Groupement, groupement_id).timezone
    if faults := contract_faults(wish, engagement.regime, local_day(by.now, zone)):
        raise InvalidInput(*faults)
    if wish == seen:
        return
    row = row or LegalContract(groupement_id=groupement_id, engagement_id=engagement_id)
    for name, value in asdict(wish).items():
        setattr(row, name, value)
    session.add(row)
    session.flush()
    record_act(
        session,
        at=by.now,
        groupement_id=groupement_id,
        person_id=by.person_id,
        action="record_legal_contract",
        thing=("engagement", engagement_id),
        **_facts(wish),
    )


def _lock_engagement(session: Session, groupement_id: int, engagement_id: int) -> Engagement:
    statement = (
        select(Engagement)
        .where(Engagement.groupement_id == groupement_id, Engagement.id == engagement_id)
        .with_for_update(key_share=True)
    )
    engagement = session.scalar(statement)
    if engagement is None:
        raise NotFound(N_("There is no such CDO in this groupement."))
    return engagement


def _facts(wish: ContractWish) -> dict[str, Any]:
    """Return what the audit keeps: dates as text, since it is stored as JSON."""
    values = asdict(wish)
    return {name: str(value) if value is not None else None for name, value in values.items()}
