"""The pages of this part of the desk."""

from cdo_share.web.coordinator.runs import constraints, profiles, shelf, show

BLUEPRINTS = (
    show.blueprint,
    constraints.blueprint,
    profiles.blueprint,
    shelf.blueprint,
)
