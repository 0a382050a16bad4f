"""The pages of this part of the desk."""

from cdo_share.web.coordinator.repairing import (
    absences,
    alerts,
    bookings,
    cancellations,
    curves,
    repairs,
)

BLUEPRINTS = (
    alerts.blueprint,
    absences.blueprint,
    repairs.blueprint,
    curves.blueprint,
    cancellations.blueprint,
    bookings.blueprint,
)
