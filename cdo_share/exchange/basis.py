"""What an import was prepared from, in short: whether it still stands is asked before writing."""

import hashlib
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Engagement, Groupement, Member
from cdo_share.demands.models import Demand
from cdo_share.exchange.models import TableKind
from cdo_share.rounds.models import Period

READ: Mapping[TableKind, tuple[Any, ...]] = {
    TableKind.MEMBERS: (Member,),
    TableKind.CDOS: (Engagement,),
    TableKind.DEMANDS: (Period, Member, Engagement, Demand),
}


def basis_of(session: Session, groupement_id: int, kind: TableKind) -> str:
    """Return a short text that differs when one of the rows that a table is about has changed."""
    digest = hashlib.sha256()
    for model in READ[kind]:
        statement = select(model.id, model.version).where(model.groupement_id == groupement_id)
        versions = session.execute(statement.order_by(model.id))
        digest.update(repr([tuple(row) for row in versions]).encode())
    return digest.hexdigest()


def lock_groupement(session: Session, groupement_id: int) -> None:
    """Let whoever imports into the groupement, registers or engages at the same time wait."""
    lock = select(Groupement.id).where(Groupement.id == groupement_id)
    session.execute(lock.with_for_update(key_share=True))
