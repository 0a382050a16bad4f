"""Facts for the checks: give what matters, the rest is ordinary and without a fault."""

from datetime import date
from typing import Any

from cdo_share.accounts.models import Regime
from cdo_share.accounts.regimes import Caps
from cdo_share.planning.readiness.facts import CdoFact, DemandFact, MemberFact

VANNES = (47.6583, -2.7610)
AURAY = (47.6676, -2.9828)


def a_member_fact(number: int, **values: Any) -> MemberFact:
    """Return a member in Vannes."""
    ordinary = {
        "name": f"Member {number}",
        "siret": "",
        "site_id": number,
        "commune": "Vannes",
        "insee": "56260",
        "point": VANNES,
    }
    return MemberFact(id=number, **(ordinary | values))


def a_cdo_fact(number: int, **values: Any) -> CdoFact:
    """Return a CDO who sets out from Vannes."""
    ordinary = {
        "name": f"Cdo {number}",
        "regime": Regime.HOURS,
        "base_id": 100 + number,
        "commune": "Vannes",
        "insee": "56260",
        "point": VANNES,
        "caps": Caps(week_cap_halfdays=10, period_cap_halfdays=100),
    }
    return CdoFact(id=number, **(ordinary | values))


def a_demand_fact(number: int, **values: Any) -> DemandFact:
    """Return a demand of member 1 over the whole of January 2027."""
    ordinary = {
        "member_id": 1,
        "member_name": "Member 1",
        "title": f"Demand {number}",
        "skill": "VENTE-WEB",
        "earliest_on": date(2027, 1, 4),
        "latest_on": date(2027, 1, 29),
    }
    return DemandFact(id=number, **(ordinary | values))
