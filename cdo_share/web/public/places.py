"""Communes and maps for whoever is logged in: what a field proposes, what lies in a view."""

from typing import Any

from flask import Blueprint, Response, abort, jsonify, render_template, request
from flask_login import current_user

from cdo_share.communes.table import Commune, communes_within, find_communes
from cdo_share.web.auth import ask_to_log_in

blueprint = Blueprint("places", __name__, url_prefix="/lieux")

MOST_PROPOSED = 8
MOST_DOTS = 40
KEPT_SECONDS = 3600


@blueprint.before_request
def _require_log_in() -> Any:
    return None if current_user.is_authenticated else ask_to_log_in()


@blueprint.after_request
def _let_the_browser_keep(answer: Response) -> Response:
    if answer.status_code == 200:
        answer.headers["Cache-Control"] = f"private, max-age={KEPT_SECONDS}"
    return answer


@blueprint.get("/communes")
def communes() -> str:
    """Show the communes that the text typed so far may mean, whatever its field is called."""
    text = next(iter(request.args.values()), "")
    return render_template("public/places/_communes.html", found=find_communes(text, MOST_PROPOSED))


@blueprint.get("/alentours")
def around() -> Response:
    """Return the largest communes of a box, given as `box=south,west,north,east` in degrees."""
    south, west, north, east = _read_box(request.args.get("box", ""))
    return jsonify([_dot(one) for one in communes_within(south, west, north, east, MOST_DOTS)])


def _read_box(text: str) -> list[float]:
    try:
        box = [float(number) for number in text.split(",")]
    except ValueError:
        abort(400)
    if len(box) != 4:
        abort(400)
    return box


def _dot(commune: Commune) -> dict[str, Any]:
    return {"name": commune.name, "lat": commune.lat, "lon": commune.lon}
