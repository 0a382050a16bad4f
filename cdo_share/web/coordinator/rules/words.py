"""What a plan breaks or a change would break, as sentences: who, what, and by which rule."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flask_babel import gettext

from cdo_share.planning.breaches import Breach
from cdo_share.web.coordinator.rules import people_sentences as people
from cdo_share.web.coordinator.rules import visit_sentences as visit
from cdo_share.web.coordinator.rules.cap_sentences import caps
from cdo_share.web.coordinator.rules.facts import Facts
from cdo_share.web.coordinator.rules.names import RuleNames
from cdo_share.web.coordinator.rules.titles import rule_title


def rule_words(breach: Breach, names: RuleNames) -> str:
    """Return the sentence of a breach, with the rule that says so by its title."""
    title = rule_title(breach.rule)
    source = gettext("(Rule: %(title)s.)", title=title)
    return f"{_sentence(breach, names)} {source}"


def list_words(breaches: Iterable[Breach], names: RuleNames) -> list[str]:
    """Return a sentence for each breach, each once."""
    return list(dict.fromkeys(rule_words(one, names) for one in breaches))


def read_breaches(rules: Iterable[Mapping[str, Any]]) -> list[Breach]:
    """Return the breaches that `solver.why_not` tells; old answers have no facts."""
    return [Breach(one["rule"], tuple(one.get("facts", ()))) for one in rules]


def _sentence(breach: Breach, names: RuleNames) -> str:
    """Return who and what; nobody is left without a sentence, whatever the facts are."""
    try:
        return str(_SENTENCES[breach.rule](breach.facts, names))
    except (IndexError, KeyError, StopIteration, ValueError):
        return str(gettext("A rule of the allocation forbids it."))


_SENTENCES: dict[str, Callable[[Facts, RuleNames], str]] = {
    "H0": visit.partless,
    "H1": visit.windows,
    "H2": visit.available,
    "H3": visit.eligible,
    "H4": visit.overlap,
    "H5": caps,
    "H6": people.volume,
    "H7": people.crowd,
    "H8": people.road,
    "H9": visit.forbidden,
    "H10": visit.pinned,
    "H11": people.conflict,
    "H12": people.members,
    "H13": people.sites,
    "H14": people.frozen,
    "H15": people.changes,
}
