"""Releases: what binds now and what bound before, and what each one changed."""

from flask import Blueprint, render_template

from cdo_share.publishing.queries import get_release, latest_release, list_releases
from cdo_share.web.auth import actor
from cdo_share.web.coordinator.changes import by_cdo, by_member, count_changes, lines_of_release
from cdo_share.web.coordinator.gate.consents import consents_of_release
from cdo_share.web.extensions import db

blueprint = Blueprint("releases", __name__, url_prefix="/versions")


@blueprint.get("")
def index() -> str:
    """Show the releases, the newest first."""
    releases = list_releases(db.session, actor().groupement_id)
    return render_template("coordinator/releases/index.html", releases=releases)


@blueprint.get("/<int:number>")
def show(number: int) -> str:
    """Show what one release changed, person by person."""
    release = get_release(db.session, actor().groupement_id, number)
    lines = lines_of_release(release.changes)
    newest = latest_release(db.session, actor().groupement_id, release.summary.period_id)
    return render_template(
        "coordinator/releases/show.html",
        release=release.summary,
        consents=consents_of_release(actor().groupement_id, release.summary.id),
        is_in_force=newest is not None and newest.number == number,
        counts=count_changes(lines),
        cdos=by_cdo(lines),
        members=by_member(lines),
    )
