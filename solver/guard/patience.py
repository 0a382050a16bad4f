"""How long the guard waits for what."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Patience:
    """Seconds of patience with a search.

    Parameters
    ----------
    poll_seconds
        The longest between two questions whether to stop.
    stop_seconds
        From the wish to stop until the process is ended, less the time that judging takes; its
        last told plan is then taken.
    late_seconds
        Beyond the time limit, once there is a plan.
    start_seconds
        Beyond the time limit, as long as there is none.
    judge_seconds, judge_share
        The least time between judgements of plans on the way, and the largest share of one
        processor that they may take.
    memory_seconds
        Between two looks at the memory.
    """

    poll_seconds: float = 0.05
    stop_seconds: float = 0.2
    late_seconds: float = 5.0
    start_seconds: float = 30.0
    judge_seconds: float = 5.0
    judge_share: float = 0.02
    memory_seconds: float = 0.5
