"""Why a run failed: stable codes for the row, and the sentence for the coordinator."""

from enum import StrEnum

from cdo_share.core.i18n import N_, Message


class Failure(StrEnum):
    """A code that is stored with a failed run and never renamed."""

    WORKER_LOST = "worker_lost"
    SOLVER_CRASHED = "solver_crashed"
    OUT_OF_MEMORY = "out_of_memory"
    TOO_SLOW = "too_slow"
    INVALID_INSTANCE = "invalid_instance"
    CONTRADICTION = "contradiction"
    NO_PLAN = "no_plan"
    WRONG_ANSWER = "wrong_answer"
    PROGRAM_ERROR = "program_error"


_SENTENCES = {
    Failure.WORKER_LOST: N_(
        "The worker stopped several times during this allocation. Try again later."
    ),
    Failure.SOLVER_CRASHED: N_(
        "The allocation broke off several times. Try again, perhaps with a shorter time."
    ),
    Failure.OUT_OF_MEMORY: N_(
        "The allocation needed more memory than the machine has. Try with a shorter time."
    ),
    Failure.TOO_SLOW: N_("The allocation did not end in its time and was stopped. Try again."),
    Failure.INVALID_INSTANCE: N_(
        "The demands and availabilities of this period contradict each other. "
        "The detail below says where."
    ),
    Failure.CONTRADICTION: N_(
        "What must stay in the plan does not go together with the demands and availabilities."
    ),
    Failure.NO_PLAN: N_(
        "No plan was found that keeps all that must stay: visits of days that have begun, visits "
        "that are pinned, and others where only so many may move."
    ),
    Failure.WRONG_ANSWER: N_(
        "The plan found broke a rule, so it was thrown away. Please tell those who run this site."
    ),
    Failure.PROGRAM_ERROR: N_(
        "Something unexpected happened during the allocation. Please tell those who run this site."
    ),
}


def failure_message(code: str) -> Message:
    """Return the sentence of a failure code as stored in a run."""
    return Message(_SENTENCES[Failure(code)])


class WrongAnswer(Exception):
    """The solver's answer fails the independent check; `faults` say where, in English."""

    def __init__(self, *faults: str) -> None:
        self.faults = faults
        super().__init__("; ".join(faults))
