"""What became of the cancelled time of a demand, in words."""

from collections.abc import Iterator

from flask_babel import ngettext

from cdo_share.web.demand_texts import DemandRow
from cdo_share.web.formats import amount_text


def cancelled_texts(row: DemandRow, *, to_member: bool) -> list[str]:
    """Return a sentence for each thing that became of cancelled time; `to_member` says “you”."""
    if row.state == "withdrawn":
        return []
    return list(_sentences(row, to_member=to_member))


def _sentences(row: DemandRow, *, to_member: bool) -> Iterator[str]:
    own = row.cancelled.by_member if to_member else 0
    others = row.cancelled.given_up - own
    if own:
        yield ngettext(
            "You cancelled %(amount)s: it is no longer asked for.",
            "You cancelled %(amount)s: they are no longer asked for.",
            own,
            amount=amount_text(own, row.demand.period.grid),
        )
    if others:
        yield ngettext(
            "%(amount)s was cancelled and is no longer asked for.",
            "%(amount)s were cancelled and are no longer asked for.",
            others,
            amount=amount_text(others, row.demand.period.grid),
        )
    if row.sought:
        yield ngettext(
            "%(amount)s was cancelled and is still asked for: the next allocation looks for"
            " another date.",
            "%(amount)s were cancelled and are still asked for: the next allocation looks for"
            " other dates.",
            row.sought,
            amount=amount_text(row.sought, row.demand.period.grid),
        )
