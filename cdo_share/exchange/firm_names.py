"""Names of firms as they are compared: a legal form before or after them tells nothing."""

from cdo_share.exchange.vocabulary import plain

LEGAL_FORMS = {
    *("sarl", "sas", "sasu", "sa", "eurl", "ei", "eirl", "earl", "gaec", "scea"),
    *("sci", "scic", "scop", "snc", "selarl", "ets"),
}


def firm_key(name: str) -> str:
    """Return what two spellings of one firm's name have in common.

    >>> firm_key("VOILE ET VENT S.A.R.L."), firm_key("SAS")
    ('voile et vent', 'sas')
    """
    words = plain(name.replace(".", "")).split()
    return " ".join(word for word in words if word not in LEGAL_FORMS) or " ".join(words)
