"""Reading a groupement's measures of the law and what is recorded of contracts."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.legal.models import LegalContract, LegalParameters
from cdo_share.legal.parameters import LAW, NAMES, Parameters
from cdo_share.legal.wish import ContractWish


def get_parameters(session: Session, groupement_id: int) -> Parameters:
    """Return the measures of a groupement; those of the law while it has said none."""
    row = session.get(LegalParameters, groupement_id)
    return LAW if row is None else parameters_of(row)


def parameters_of(row: LegalParameters) -> Parameters:
    """Return a row as plain values."""
    return Parameters(**{name: getattr(row, name) for name in NAMES})


def list_contracts(session: Session, groupement_id: int) -> dict[int, ContractWish]:
    """Return what is recorded of contracts, by engagement."""
    statement = select(LegalContract).where(LegalContract.groupement_id == groupement_id)
    return {row.engagement_id: contract_of(row) for row in session.scalars(statement)}


def contract_of(row: LegalContract | None) -> ContractWish:
    """Return what is recorded of a contract; nothing without a row."""
    if row is None:
        return ContractWish()
    return ContractWish(
        weekly_minutes=row.weekly_minutes,
        waiver_on=row.waiver_on,
        short_reason=row.short_reason,
        forfait_signed_on=row.forfait_signed_on,
        year_days=row.year_days,
    )
