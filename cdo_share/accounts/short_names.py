"""Short names of members and CDOs: made from a name, fit for addresses, never given twice."""

import re
import unicodedata
from collections.abc import Collection, Iterator
from itertools import count

from cdo_share.core.errors import Fault
from cdo_share.core.i18n import N_

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MOST_SLUG_CHARACTERS = 60
LONGEST_NUMBER = 6


def short_name(name: str, *, taken: Collection[str], otherwise: str) -> str:
    """Return a short name not `taken`, made from `name`; `otherwise` where it has no letter.

    >>> short_name("Crêperie L'Étoile", taken={"creperie-l-etoile"}, otherwise="member")
    'creperie-l-etoile-2'
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    stem = words[: MOST_SLUG_CHARACTERS - LONGEST_NUMBER].strip("-") or otherwise
    if stem not in taken:
        return stem
    return next(slug for number in count(2) if (slug := f"{stem}-{number}") not in taken)


def short_name_faults(slug: str, taken: Collection[str]) -> Iterator[Fault]:
    """Yield what is wrong with a short name; an empty one stands for one still to be made."""
    if not slug:
        return
    if not SLUG.fullmatch(slug) or len(slug) > MOST_SLUG_CHARACTERS:
        yield Fault(
            "slug",
            N_("“%(slug)s” cannot be a short name: use at most %(most)s of a–z, 0–9 and hyphens."),
            {"slug": slug, "most": MOST_SLUG_CHARACTERS},
        )
    elif slug in taken:
        sentence = N_("The short name “%(slug)s” is taken; choose another.")
        yield Fault("slug", sentence, {"slug": slug})
