"""The pages of this part of the desk."""

from cdo_share.web.coordinator.agreeing import settings, show

BLUEPRINTS = (
    show.blueprint,
    settings.blueprint,
)
