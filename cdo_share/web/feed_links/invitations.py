"""Invitations by mail in place of links: the page that asks, choosing, and going back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask_babel import gettext, ngettext

from cdo_share.accounts.models import RoleKind
from cdo_share.calendars.choosing import is_invited
from cdo_share.calendars.models import InvitedPerson
from cdo_share.calendars.queries import list_tokens
from cdo_share.core.orm import transaction
from cdo_share.inviting import choose_invitations, count_to_come, end_invitations
from cdo_share.settings import Settings
from cdo_share.web.auth import actor
from cdo_share.web.extensions import db
from cdo_share.web.sending import sending


@dataclass(frozen=True, slots=True)
class Choice:
    """Whether invitations may be chosen on a page, and since when they are (None: they are not)."""

    is_offered: bool
    chosen_at: datetime | None


def is_chosen() -> bool:
    """Return whether whoever acts gets invitations here; nobody does where none are sent."""
    settings: Settings = current_app.config["SETTINGS"]
    return settings.replies is not None and is_invited(db.session, **_whose())


def invitation_choice() -> Choice:
    """Return how it stands with the invitations of whoever acts; coordinators get none."""
    settings: Settings = current_app.config["SETTINGS"]
    row = db.session.get(InvitedPerson, tuple(_whose().values()))
    is_offered = settings.replies is not None and actor().role.kind is not RoleKind.COORDINATOR
    return Choice(is_offered, row.chosen_at if row else None)


def add_invitations(blueprint: Blueprint, kind: RoleKind) -> None:
    """Add the pages of the choice to those of the calendars of an audience.

    A coordinator with another role ends invitations here too, but gets none as such.
    """
    blueprint.post("/invitations/arreter")(end)
    if kind is RoleKind.COORDINATOR:
        return
    blueprint.post("/invitations")(choose)

    @blueprint.get("/invitations")
    def invitations() -> Any:
        """Say what choosing invitations changes, and ask whoever has not chosen them."""
        if is_chosen():
            return redirect(url_for(".index"))
        whose = _whose()
        links = list_tokens(db.session, **whose)
        count = count_to_come(db.session, **whose, sending=sending())
        template = f"{kind.value}/calendars/invitations.html"
        return render_template(template, own_links=links, count=count)


def choose() -> Any:
    """End the links; from now on each visit comes as an invitation."""
    with transaction(db.session):
        count = len(choose_invitations(db.session, **_whose(), sending=sending()))
    told = gettext("You get invitations by mail from now on.")
    flash(f"{told} {_on_their_way(count)}" if count else told, "success")
    return redirect(url_for(".index"))


def end() -> Any:
    """End the invitations, and take what they put there out of the calendar."""
    with transaction(db.session):
        end_invitations(db.session, **_whose(), sending=sending())
    flash(gettext("The invitations have ended. You can create links again."), "success")
    return redirect(url_for(".index"))


def _on_their_way(count: int) -> str:
    return str(
        ngettext(
            "One comes by mail, on the next working morning at the latest.",
            "%(num)d come by mail, on the next working morning at the latest.",
            count,
        )
    )


def _whose() -> Mapping[str, int]:
    acting = actor()
    return {"groupement_id": acting.groupement_id, "person_id": acting.person_id}
