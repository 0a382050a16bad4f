"""What a run's page says of repeating it, and of how a repeat came out."""

from dataclasses import dataclass

from flask_babel import gettext, ngettext

from cdo_share.core.errors import NotFound
from cdo_share.planning.models import Run, StopRequest
from cdo_share.planning.queries import count_differing, get_run, has_work
from cdo_share.planning.question import Question
from cdo_share.web.extensions import db


@dataclass(frozen=True, slots=True)
class Repeat:
    """A run that repeats another: which, and how it came out.

    `is_exact`: it makes the same trials; `is_cut_short`: it was stopped before it had made them
    all. `differing`: visits in one of the two plans only; None while one of them is missing.
    `verdict` has it in words, good news if `is_same`.
    """

    first: Run
    is_exact: bool
    is_cut_short: bool
    differing: int | None
    verdict: str

    @property
    def is_same(self) -> bool:
        """Say whether both plans are the same."""
        return self.differing == 0


def repeat_of(run: Run, question: Question) -> Repeat | None:
    """Return how a run that repeats another came out; None for other runs."""
    if question.repeats_run_id is None:
        return None
    try:
        first = get_run(db.session, run.groupement_id, question.repeats_run_id)
    except NotFound:
        return None
    is_exact = has_work(db.session, first.id)
    differing = None
    if run.plan is not None and first.plan is not None:
        differing = count_differing(db.session, first.plan.id, run.plan.id)
    is_cut_short = is_exact and run.stop_request is StopRequest.KEEP_BEST
    why = _why(is_exact=is_exact, is_cut_short=is_cut_short)
    return Repeat(first, is_exact, is_cut_short, differing, _verdict(differing, why))


def _verdict(differing: int | None, why: str) -> str:
    """Say how a repeat came out; `why` is the reason where the plans differ."""
    if differing is None:
        return ""
    if not differing:
        return str(gettext("Same data, same plan: every visit has the same CDO, day and half-day."))
    told = ngettext(
        "%(num)d visit stands in one of the two plans only.",
        "%(num)d visits stand in one of the two plans only.",
        differing,
    )
    return f"{told} {why}"


def _why(*, is_exact: bool, is_cut_short: bool) -> str:
    if is_cut_short:
        text = gettext(
            "It was stopped before it had made all the trials again, so this says nothing about "
            "that allocation. Repeat it once more and let it run to its end."
        )
    elif is_exact:
        text = gettext(
            "The same trials should have given the same plan: other versions of the programs, "
            "another machine, or a plan that was changed since. The versions stand below."
        )
    else:
        text = gettext(
            "That allocation has not kept what its search did, so this one went by the clock. "
            "This allocation has kept it, and can itself be repeated to the visit."
        )
    return str(text)
