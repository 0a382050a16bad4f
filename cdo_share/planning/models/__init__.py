"""Rows of runs and plans, of what runs are asked, and of plans that are changed by hand."""

import cdo_share.rounds.models  # noqa: F401 - the tables that foreign keys here name
from cdo_share.planning.models.constraints import Constraint, ConstraintKind, ConstraintSource
from cdo_share.planning.models.drafts import Draft, RuleProfile, Scenario
from cdo_share.planning.models.plans import Plan, PlanVisit
from cdo_share.planning.models.questions import RunQuestion
from cdo_share.planning.models.runs import Fairness, Lane, Run, RunKind, RunState, StopRequest

__all__ = [
    "Constraint",
    "ConstraintKind",
    "ConstraintSource",
    "Draft",
    "Fairness",
    "Lane",
    "Plan",
    "PlanVisit",
    "RuleProfile",
    "Run",
    "RunKind",
    "RunQuestion",
    "RunState",
    "Scenario",
    "StopRequest",
]
