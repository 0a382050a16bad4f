"""Asking about a plan: one transaction, then the message; asking twice shows the same run."""

from collections.abc import Callable

from cdo_share.core.orm import transaction
from cdo_share.planning.models import Run
from cdo_share.web.extensions import db
from cdo_share.web.work import send_run


def ask_quick(ask: Callable[[], tuple[Run, bool]]) -> int:
    """Return the number of the run that answers; `ask` says whether it is a new one."""
    db.close()  # what was read before needs no lock
    with transaction(db.session):
        run, is_new = ask()
        run_id, kind = run.id, run.kind
    if is_new:
        send_run(run_id, kind)
    return run_id
