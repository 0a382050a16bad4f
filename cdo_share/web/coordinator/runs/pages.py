"""The pages of this part of the desk."""

from cdo_share.web.coordinator.runs import constraints, profiles, show

BLUEPRINTS = (
    show.blueprint,
    constraints.blueprint,
    profiles.blueprint,
)
