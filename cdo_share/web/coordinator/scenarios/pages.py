"""The pages of this part of the desk."""

from cdo_share.web.coordinator.scenarios import show

BLUEPRINTS = (show.blueprint,)
