"""A large groupement whose firms all stand in one commune, with names as firms have them."""

import random
from datetime import date

from sqlalchemy.orm import Session

from cdo_share.demands.models import Cadence
from cdo_share.rounds.models import Period
from tests.factories import a_demand, a_groupement, a_member, a_period, an_engagement

TRADES = (
    *("Atelier", "Biscuiterie", "Boulangerie", "Cabinet", "Chantier naval", "Conserverie"),
    *("Garage", "Imprimerie", "Menuiserie", "Pépinière", "Transports", "Voilerie"),
)
NAMES = (
    *("Le Goff", "Le Gall", "Guillou", "Kervella", "Morvan", "Le Bihan", "Riou", "Tanguy"),
    *("Corre", "Cadiou", "Le Roux", "Quéméner", "Prigent", "Hascoët", "Floc'h", "Kermarrec"),
)
PLACES = ("du Port", "des Halles", "de la Rade", "du Golfe", "Saint-Gildas", "de l'Hermine")
SKILLS = ("VENTE-WEB", "SECU-CYB", "DATA-ANA", "OUT-CRM")


def a_crowd(session: Session, *, members: int, demands: int, cdos: int, seed: int = 7) -> Period:
    """Return a period of twelve weeks with so many members, demands and CDOs."""
    chance = random.Random(seed)  # noqa: S311 - names of firms are no secret
    groupement = a_groupement(session)
    period = a_period(session, groupement, ends_on=date(2027, 3, 26))
    firms = [a_member(session, groupement, name=_name(chance)) for _ in range(members)]
    for _ in range(cdos):
        an_engagement(session, groupement, skills=dict.fromkeys(chance.sample(SKILLS, 2), 2))
    for number in range(demands):
        cadence = chance.choice((Cadence.WEEKLY, Cadence.FORTNIGHTLY, Cadence.MONTHLY))
        firm, skill = firms[number % members], chance.choice(SKILLS)
        a_demand(session, firm, period, cadence=cadence, skill=skill, requested_slots=6)
    session.commit()
    session.expire_all()
    return period


def _name(chance: random.Random) -> str:
    parts = chance.choice(TRADES), chance.choice(NAMES), chance.choice(("", *PLACES))
    return " ".join(part for part in parts if part)
