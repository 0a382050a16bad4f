"""The pages of this part of the desk."""

from cdo_share.web.coordinator.explaining import advice, questions, trials, unmet, visits

BLUEPRINTS = (
    unmet.blueprint,
    trials.blueprint,
    visits.blueprint,
    questions.blueprint,
    advice.blueprint,
)
