"""Which commune a line means: by its code, or by its name with the postal code beside it."""

from functools import lru_cache

from cdo_share.communes.table import Commune, get_commune, resolve_commune
from cdo_share.core.i18n import N_, Message
from cdo_share.exchange.row import Row
from cdo_share.exchange.vocabulary import plain

MOST_NAMED = 6


def read_insee(row: Row, known: tuple[str, str] | None) -> str:
    """Return the INSEE code of the commune of a line, empty after noting why there is none.

    `known` are code and name of the commune where the thing is now.
    """
    name, code = row.text("commune"), row.values.get("insee", "")
    if known is not None and _is_known(name, code, known):
        return known[0]
    if code:
        return _by_code(row, code, name)
    if not name:
        row.fault("commune", Message(N_("Write the commune, or its INSEE code.")))
        return ""
    return _by_name(row, name, row.values.get("postal_code", ""))


def _is_known(name: str, code: str, known: tuple[str, str]) -> bool:
    if code and code != known[0]:
        return False
    return not name or plain(name) == plain(known[1])


def _by_code(row: Row, code: str, name: str) -> str:
    commune = get_commune(code)
    if commune is None:
        sentence = N_("No commune of France has the code %(insee)s.")
        row.fault("insee", Message(sentence, {"insee": code}))
        return ""
    if name and commune not in _resolve(name, ""):
        sentence = N_("The code %(insee)s is that of %(commune)s, not of %(name)s; correct one.")
        values = {"insee": code, "commune": commune.label, "name": name[:80]}
        row.fault("insee", Message(sentence, values))
    return code


def _by_name(row: Row, name: str, postal_code: str) -> str:
    found = _resolve(name, postal_code)
    if len(found) == 1:
        return found[0].insee
    if not found:
        sentence = N_("No commune is called “%(name)s” here; check the name and the postal code.")
        row.fault("commune", Message(sentence, {"name": name[:80]}))
        return ""
    labels = ", ".join(f"{one.label} {one.insee}" for one in found[:MOST_NAMED])
    sentence = N_(
        "Several communes are called “%(name)s”; give the INSEE code of the right one: %(labels)s."
    )
    row.fault("commune", Message(sentence, {"name": name[:80], "labels": labels}))
    return ""


@lru_cache(maxsize=4096)
def _resolve(name: str, postal_code: str) -> tuple[Commune, ...]:
    return tuple(resolve_commune(name, postal_code))
