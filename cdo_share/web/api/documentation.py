"""The description of the API for programs (OpenAPI 3.1), and the page that shows it to people."""

from typing import Any, cast

from flask import Blueprint, current_app, jsonify, render_template
from flask_openapi3.models.info import Info
from flask_openapi3.openapi import OpenAPI

from cdo_share import __version__
from cdo_share.web.api.reading import read_operations

blueprint = Blueprint("documentation", __name__, url_prefix="/api")

INFO = Info(
    title="CDO Share",
    version="1",
    description=(
        "What the pages do, for programs. A token acts in one role of one person; what it sees "
        f"and may change is what that role sees and may change. Program version {__version__}."
    ),
)


def _description() -> dict[str, Any]:
    return cast("OpenAPI", current_app).api_doc


@blueprint.get("/v1/openapi.json")
def description() -> Any:
    """Give the description that tools read."""
    return jsonify(_description())


@blueprint.get("/")
def index() -> str:
    """Show the description: every operation with its fields, without anything from elsewhere."""
    return render_template("api/index.html", groups=read_operations(_description()))
