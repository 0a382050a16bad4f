"""What lies in the queues of a test installation."""

from cdo_share.jobs.queue import make_queue
from cdo_share.planning.models import RunKind
from cdo_share.settings import Settings


def waiting(settings: Settings, kind: RunKind = RunKind.SEARCH) -> list[int]:
    """Return the run ids that lie in the queue of a kind."""
    queue = make_queue(settings, kind)
    ids = queue.waiting()
    queue.close()
    return ids
