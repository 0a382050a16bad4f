"""What the real judge says of a plan, asked once for each question in a process of the tests.

Most tests of a page begin from the same small groupement: only the numbers of its rows differ. So
rows are numbered from 1 for the judge, and by their own numbers again in what it answers.
"""

import json
import re
from functools import cache
from typing import Any

import solver
from cdo_share.planning.instance_parts import number_of

Json = dict[str, Any]
NAME = re.compile(r'"([CDMS])(\d+)"')  # a CDO, demand, member or site, as instances name them


def judged(instance: Json, solved: Json) -> tuple[Json, list[Json]]:
    """Return the report and the explanations of what is not served."""
    question = json.dumps([instance, solved])
    own = {short: long for long, short in _shortened(question).items()}
    answer = _judge(_renamed(question, _shortened(question)))
    report, told = json.loads(_renamed(answer, own))
    return report, [{**entry, "demand": number_of(entry["demand"])} for entry in told]


@cache
def _judge(question: str) -> str:
    instance, solved = json.loads(question)
    report = solver.check(instance, solved)
    told = solver.explain(solver.read_instance(instance), solver.read_plan(solved, instance="run"))
    return json.dumps([report, told])


def _shortened(text: str) -> dict[str, str]:
    """Return a new name for each, numbered from 1 within its kind in the order of the rows."""
    short, seen = {}, dict.fromkeys("CDMS", 0)
    for kind, number in sorted(set(NAME.findall(text)), key=lambda one: (one[0], int(one[1]))):
        seen[kind] += 1
        short[kind + number] = f"{kind}{seen[kind]}"
    return short


def _renamed(text: str, names: dict[str, str]) -> str:
    return NAME.sub(lambda found: f'"{names[found[1] + found[2]]}"', text)
