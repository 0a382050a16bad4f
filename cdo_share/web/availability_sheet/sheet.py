"""Whose sheet it is, how its pages look, and who is noted to have changed it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import g, render_template

from cdo_share.accounts.models import Engagement, Regime
from cdo_share.core.audit import record_act
from cdo_share.core.clock import utc_now
from cdo_share.publishing.misfits import Reason
from cdo_share.web.auth import actor
from cdo_share.web.extensions import db
from cdo_share.web.last_change import last_changed_by
from cdo_share.web.misfit_texts import flash_misfits, of_cdo


@dataclass(frozen=True, slots=True)
class SheetCdo:
    """What the pages need of the CDO, also after a transaction that failed."""

    engagement_id: int
    name: str
    regime: Regime


@dataclass(frozen=True, slots=True)
class Sheet:
    """The sheet of one audience; `find` gives the CDO of the present page, or raises NotFound.

    `layout` is the template that all pages of the audience extend. `is_own` when CDOs fill it in
    for themselves.
    """

    layout: str
    find: Callable[[], Engagement]
    is_own: bool

    def cdo(self) -> SheetCdo:
        """Return the CDO of the present page; raises NotFound."""
        if "sheet_cdo" not in g:
            found = self.find()
            g.sheet_cdo = SheetCdo(found.id, found.person.name, found.regime)
        cdo: SheetCdo = g.sheet_cdo
        return cdo

    def keys(self) -> dict[str, Any]:
        """Return the numbers that name the CDO to the capabilities."""
        return {
            "groupement_id": actor().groupement_id,
            "engagement_id": self.cdo().engagement_id,
        }

    def has_hours(self) -> bool:
        """Return whether single hours may be asked about: never under forfait-jours."""
        return self.cdo().regime is not Regime.FORFAIT_JOURS

    def render(self, page: str, **values: Any) -> str:
        """Return a page of the sheet in the frame of the audience."""
        return render_template(
            f"availability_sheet/{page}.html",
            layout=self.layout,
            cdo_name="" if self.is_own else self.cdo().name,
            **values,
        )

    def warn_of_visits(self) -> None:
        """Warn on the next page when published visits lie outside the availability."""
        sentences = of_cdo(self.cdo().engagement_id, {Reason.UNAVAILABLE})
        flash_misfits(sentences, plans=not self.is_own)

    def last_changed_by(self) -> str:
        """Return who changed the sheet last; empty when unknown."""
        return last_changed_by("engagement", self.cdo().engagement_id)

    def note(self, action: str, **facts: Any) -> None:
        """Write down who changed the sheet."""
        record_act(
            db.session,
            at=utc_now(),
            groupement_id=actor().groupement_id,
            person_id=actor().person_id,
            action=action,
            thing=("engagement", self.cdo().engagement_id),
            **facts,
        )
