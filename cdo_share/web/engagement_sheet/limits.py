"""The limits of a regime in the language of the page."""

from dataclasses import dataclass

from flask_babel import gettext

from cdo_share.accounts.models import Regime
from cdo_share.accounts.regimes import RULES


@dataclass(frozen=True, slots=True)
class LimitText:
    """One limit in a sentence, with its article; "" for a house rule."""

    article: str
    text: str


def list_limits(regime: Regime) -> list[LimitText]:
    """Return what bounds a regime, in the order in which it is told."""
    return [LimitText(limit.article, gettext(limit.msgid)) for limit in RULES[regime].limits]
