"""What templates of explanations need to write amounts."""

from flask import Blueprint

from cdo_share.web.coordinator.explaining.amounts import (
    added_points_text,
    points_text,
    signed_hours,
    signed_points,
)
from cdo_share.web.coordinator.explaining.cause_words import moments_text


def capitalize_first(text: str) -> str:
    """Return a sentence that begins with a capital letter, the rest as it is."""
    return text[:1].upper() + text[1:]


FILTERS = (
    signed_hours,
    points_text,
    added_points_text,
    signed_points,
    moments_text,
    capitalize_first,
)


def add_filters(blueprint: Blueprint) -> None:
    """Make the texts available to templates."""
    for function in FILTERS:
        blueprint.add_app_template_filter(function)
