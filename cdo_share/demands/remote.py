"""Visits on site of which some may be remote: how many of them can be; pure."""

from collections.abc import Iterator

from cdo_share.core.errors import Fault
from cdo_share.core.i18n import N_
from cdo_share.demands.wish import DemandWish


def remote_faults(wish: DemandWish, visits: int | None) -> Iterator[Fault]:
    """Yield what is wrong with the remote share of a completed wish.

    `visits` are those of the whole period, None while they cannot be counted. At least one
    visit stays on site: who wants none there asks for remote visits.
    """
    remote = wish.remote_visits
    if remote == 0:
        return
    if remote is None:
        yield Fault("remote_visits", N_("Say how many of the visits may be remote, at least 1."))
    elif visits == 1:
        yield Fault(
            "remote_visits",
            N_("There is one visit only: choose “At my firm” or “Remotely” for it."),
        )
    elif remote < 1 or (visits is not None and remote >= visits):
        most = visits - 1 if visits else 1
        yield Fault(
            "remote_visits",
            N_("Of %(visits)s visits, 1 to %(most)s may be remote; you wrote %(remote)s."),
            {"visits": visits or "–", "most": most, "remote": remote},
        )
