"""Which findings are new or worse than before; pure."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from cdo_share.legal.findings import Finding

WEEK = timedelta(days=7)


def list_worsened(before: Iterable[Finding], after: Iterable[Finding]) -> list[Finding]:
    """Return the findings that were not there before or went less far, in the order given.

    Each finding of before excuses one of after: of the same rule, the same CDO and the same kind
    of sentence, on days that overlap, which goes no further beyond the law. What is measured over
    more than a week is excused within the same weeks only: others with one week in common are new.
    """
    left = sorted(before, key=lambda one: one.excess)
    ordered = list(after)
    excused = {id(one) for one in _excused(left, sorted(ordered, key=lambda one: one.excess))}
    return [one for one in ordered if id(one) not in excused]


def _excused(left: list[Finding], after: Iterable[Finding]) -> Iterator[Finding]:
    for one in after:
        known = next((old for old in left if _excuses(old, one)), None)
        if known is not None:
            left.remove(known)
            yield one


def _excuses(old: Finding, new: Finding) -> bool:
    is_same = (old.rule, old.engagement_id, old.severity, old.sentence.msgid) == (
        new.rule,
        new.engagement_id,
        new.severity,
        new.sentence.msgid,
    )
    return is_same and _is_there(old, new) and new.excess <= old.excess


def _is_there(old: Finding, new: Finding) -> bool:
    if new.until - new.day >= WEEK:
        return old.day <= new.day and new.until <= old.until
    return old.day <= new.until and new.day <= old.until
