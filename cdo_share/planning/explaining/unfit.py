"""Why a CDO can never serve a demand, from the stored question; pure."""

from collections.abc import Mapping
from typing import Any

Json = Mapping[str, Any]


def unfit_reason(instance: Json, demand: str, cdo: str) -> str | None:
    """Return `skill`, `level`, `excluded` or `distance`, the first that holds, or None."""
    asked = next(one for one in instance["demands"] if one["id"] == demand)
    able = next(one for one in instance["cdos"] if one["id"] == cdo)
    if asked["skill"] not in able["skills"]:
        return "skill"
    if able["skills"][asked["skill"]] < asked["level"]:
        return "level"
    return "excluded" if cdo in asked["excluded"] else "distance"
