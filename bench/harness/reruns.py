"""After an event: how soon a published plan is whole again, and how many visits moved for it."""

from typing import Any

from bench.generate import after
from bench.harness.entrants import OURS, Terms, run

Json = dict[str, Any]
EVENTS = ("sick", "join", "cancel")


def rerun(instance: Json, published: Json, event: str, seed: int, terms: Terms) -> Json:
    """Publish a plan, let the event happen, solve again, and say what that took.

    `forced`: published visits that today's data make impossible; `beyond_forced`: the others that
    are not in the new plan. Seconds are None where the solver does not say.
    """
    changed = after(instance, published, event, seed)
    found, _ = run(OURS, changed, seed, terms)
    beyond = found.verdict.get("changed_by_choice")
    moved = found.verdict.get("changed_visits")
    last = found.curve[-1][0] if found.curve else None
    return {
        "event": event,
        "published": len(changed["published"]),
        "first_seconds": found.first_plan_seconds,
        "settled_seconds": found.report.get("seconds_to_settled"),
        "last_gain_seconds": last,
        "moved": moved,
        "forced": None if moved is None else moved - beyond,
        "beyond_forced": beyond,
        "run": found.to_json(),
    }
