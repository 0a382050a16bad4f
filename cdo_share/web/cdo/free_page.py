"""The CDO's page of free half-days: putting it up, looking at it, a new address, taking it down."""

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask_babel import gettext

from cdo_share.accounts.queries import get_engagement
from cdo_share.calendars.free_pages import close_page, find_page, open_page
from cdo_share.core.clock import utc_now
from cdo_share.core.orm import transaction
from cdo_share.reserving.free_time import read_free_time
from cdo_share.web.auth import actor
from cdo_share.web.extensions import db
from cdo_share.web.free_weeks import free_weeks

blueprint = Blueprint("free_page", __name__, url_prefix="/demi-journees-libres")


def free_page_values() -> dict[str, Any]:
    """Return what the page of the calendars tells of the page of free half-days."""
    groupement_id, engagement_id = _whose()
    return {
        "allows_free_time": actor().groupement.allows_free_time,
        "free_page": find_page(db.session, groupement_id, engagement_id),
    }


@blueprint.get("")
def show() -> str:
    """Show what those see who have the address."""
    free = read_free_time(db.session, get_engagement(db.session, *_whose()), now=utc_now())
    return render_template(
        "cdo/free_page/show.html",
        weeks=free_weeks(free),
        checked_at=free.checked_at,
        **free_page_values(),
    )


@blueprint.post("")
def create() -> str:
    """Put the page up under a new address, which is shown this once; an earlier one is dead."""
    groupement_id, engagement_id = _whose()
    is_replaced = find_page(db.session, groupement_id, engagement_id) is not None
    with transaction(db.session):
        _, secret = open_page(
            db.session, groupement_id=groupement_id, engagement_id=engagement_id, now=utc_now()
        )
    base_url = current_app.config["SETTINGS"].base_url
    address = base_url + url_for("public.free_time.show", token=secret)
    return render_template("cdo/free_page/created.html", address=address, is_replaced=is_replaced)


@blueprint.post("/retirer")
def close() -> Any:
    """Take the page down at once."""
    groupement_id, engagement_id = _whose()
    with transaction(db.session):
        close_page(
            db.session, groupement_id=groupement_id, engagement_id=engagement_id, now=utc_now()
        )
    flash(gettext("The page is taken down. Its address leads nowhere now."), "success")
    return redirect(url_for("cdo.calendars.index"))


def _whose() -> tuple[int, int]:
    return actor().groupement_id, actor().role.subject_id
