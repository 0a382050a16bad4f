"""The guard of the API and the kinds of things behind it."""

from flask_openapi3.blueprint import APIBlueprint

from cdo_share.web.api import (
    answers,
    archives,
    availability,
    catalogue,
    cdos,
    closures,
    conflicts,
    demands,
    me,
    members,
    periods,
    visits,
)
from cdo_share.web.api.guard import add_guard

blueprint = APIBlueprint("api", __name__, url_prefix="/api/v1")
add_guard(blueprint)
for part in (me, catalogue, periods, answers, members, cdos, archives, conflicts):
    blueprint.register_api(part.blueprint)
for part in (demands, closures, availability, visits):
    blueprint.register_api(part.blueprint)
