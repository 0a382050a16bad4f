"""What the desk answers to a step: by the rules, by today's data, and by labour law."""

from collections.abc import Iterable
from dataclasses import dataclass

from cdo_share.planning.drafting.steps import Step, Visit
from cdo_share.planning.drafting.verdict import Verdict, judge_step
from cdo_share.web.coordinator.desk.law import Law, open_law
from cdo_share.web.coordinator.desk.look import Desk


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether a step may be made: why not, in sentences; else its price and what to confirm."""

    verdict: Verdict
    why_not: str = ""
    to_confirm: tuple[str, ...] = ()

    @property
    def is_allowed(self) -> bool:
        """Say whether neither a rule nor the law forbids the step."""
        return not self.why_not


def judge(desk: Desk, step: Step, law: Law | None = None) -> Answer:
    """Return the answer to a step; raises Conflict when it does not fit the visits.

    `law` of the CDOs concerned, where it is open already.
    """
    table = desk.table
    verdict = judge_step(table.instance, table.visits, step, table.held, desk.today.question)
    if not verdict.is_allowed:  # the law knows no visit that has no place on the calendar
        return Answer(verdict, desk.why_not(verdict))
    ruling = (law or open_law(desk, step)).judge(step)
    return Answer(verdict, " ".join(ruling.forbidden), tuple(ruling.to_confirm))


def put_step(old: Visit, new: Visit) -> Step:
    """Return the step that puts a visit somewhere; one without a CDO is not on the desk yet."""
    return Step("move", (old,), (new,)) if old.cdo else Step("add", (), (new,))


def keep_lawful(law: Law, old: Visit, candidates: Iterable[Visit]) -> list[Visit]:
    """Return the places where labour law forbids nothing new."""
    return [one for one in candidates if not law.judge(put_step(old, one)).forbidden]
