"""What is recorded of each CDO's contract, and from which day their timetable may change."""

from dataclasses import dataclass

from cdo_share.accounts.models import Regime
from cdo_share.accounts.queries import list_engagements
from cdo_share.core.clock import utc_now
from cdo_share.core.text import alphabetical
from cdo_share.legal.notice import FrozenZone
from cdo_share.legal.queries import list_contracts
from cdo_share.legal.wish import ContractWish
from cdo_share.legal.zones import list_frozen_zones
from cdo_share.web.extensions import db

RECORDED = frozenset({Regime.PART_TIME, Regime.FORFAIT_JOURS})


@dataclass(frozen=True, slots=True)
class CdoRow:
    """One active CDO; `recorded` is None where a regime has nothing to record."""

    id: int
    name: str
    regime: Regime
    recorded: ContractWish | None
    zone: FrozenZone


def cdo_rows(groupement_id: int) -> list[CdoRow]:
    """Return the active CDOs in order of name."""
    contracts = list_contracts(db.session, groupement_id)
    zones = list_frozen_zones(db.session, groupement_id, now=utc_now())
    rows = [
        CdoRow(
            id=one.id,
            name=one.person.name,
            regime=one.regime,
            recorded=contracts.get(one.id, ContractWish()) if one.regime in RECORDED else None,
            zone=zones[one.id],
        )
        for one in list_engagements(db.session, groupement_id)
    ]
    return sorted(rows, key=lambda row: alphabetical(row.name))
