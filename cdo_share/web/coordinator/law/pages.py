"""The pages of this part of the desk."""

from cdo_share.web.coordinator.law import contracts, show

BLUEPRINTS = (
    show.blueprint,
    contracts.blueprint,
)
