"""The pages of this part of the desk."""

from cdo_share.web.coordinator.readiness import misfits, show

BLUEPRINTS = (
    show.blueprint,
    misfits.blueprint,
)
