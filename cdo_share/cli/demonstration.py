"""`cdo-share demo`: from nothing to a published plan on a running site, saying each step."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Groupement, RoleKind
from cdo_share.cli.processes import (
    Part,
    end_parts,
    package_root,
    require_free_port,
    site_command,
    start_part,
    wait_until_answering,
    wait_until_one_ends,
)
from cdo_share.core.clock import utc_now
from cdo_share.core.errors import Conflict
from cdo_share.core.orm import make_engine, reader, transaction
from cdo_share.jobs.queue import enqueue, make_queue
from cdo_share.migrations import upgrade
from cdo_share.planning.models import Fairness, Plan, Run, RunState
from cdo_share.planning.service import request_run
from cdo_share.publication import Surroundings, publish_plan
from cdo_share.publishing.models import Release
from cdo_share.rounds.queries import list_periods
from cdo_share.seeding.files import read_seed
from cdo_share.seeding.load import load_seed
from cdo_share.settings import Settings, read_settings
from cdo_share.web.demonstration import DEMONSTRATION_PASSWORD, list_demonstration_logins
from cdo_share.web.mails import render_mail

HOST = "127.0.0.1"
# Ctrl-C (also where a shell made us deaf to it), a call to end, a terminal that is closed.
ENDINGS = [
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
]
RUN_ENDS = {RunState.DONE, RunState.FAILED, RunState.CANCELLED}
ROLE_NAMES = {
    RoleKind.COORDINATOR: "coordinator",
    RoleKind.MEMBER: "member",
    RoleKind.CDO: "CDO",
}


def run_demonstration(*, port: int, data_dir: Path, seeds: Path, solve_seconds: int) -> None:
    """Prepare what is missing, start the worker and the site, and wait for Ctrl-C."""
    require_free_port(HOST, port)
    environment = _environment(port, data_dir)
    settings = read_settings(environment)
    engine = make_engine(settings.database_url)
    _step("Preparing the database", lambda: upgrade(engine))
    groupement_id = _load_once(engine, seeds)
    with collected_parts() as parts:
        command = [sys.executable, "-m", "cdo_share", "worker"]
        parts.append(start_part("worker", command, environment, log_dir=settings.data_dir))
        _publish_once(settings, engine, groupement_id, solve_seconds)
        command = site_command(f"{HOST}:{port}", 1)
        parts.append(start_part("site", command, environment, log_dir=settings.data_dir))
        wait_until_answering(HOST, port, parts[-1])
        _say_where(settings, engine)
        ended = wait_until_one_ends(parts)
        raise Conflict(
            "The %(part)s has stopped; its last words are in %(log)s.",
            part=ended.name,
            log=settings.data_dir / f"{ended.name}.log",
        )


def _environment(port: int, data_dir: Path) -> dict[str, str]:
    chosen = {
        "CDO_SHARE_DATA": str(data_dir.absolute()),
        "CDO_SHARE_BASE_URL": f"http://{HOST}:{port}",
        "CDO_SHARE_DEMONSTRATION": "1",
        "PYTHONPATH": os.pathsep.join(
            part for part in (str(package_root()), os.environ.get("PYTHONPATH", "")) if part
        ),
    }
    return {**os.environ, **chosen}


def _step(what: str, act: object) -> None:
    click.echo(f"{what} … ", nl=False)
    started = time.monotonic()
    act()  # type: ignore[operator]
    click.echo(f"done ({time.monotonic() - started:.1f} s)")


def _load_once(engine: Engine, seeds: Path) -> int:
    with Session(engine) as session, transaction(session):
        groupement_id = session.scalar(select(Groupement.id).order_by(Groupement.id))
        if groupement_id is not None:
            click.echo("The data of the last time are kept.")
            return groupement_id
        files = read_seed(seeds)
        click.echo(f"Loading the demonstration groupement from {seeds}")
        return load_seed(session, files, now=utc_now()).id


def _publish_once(
    settings: Settings, engine: Engine, groupement_id: int, solve_seconds: int
) -> None:
    with Session(reader(engine)) as session:
        if session.scalar(select(Release.id).where(Release.groupement_id == groupement_id)):
            return
    run_id = _allocate(settings, engine, groupement_id, solve_seconds)
    with Session(engine) as session, transaction(session):
        plan = session.scalars(select(Plan).where(Plan.run_id == run_id)).one()
        release = publish_plan(
            session,
            groupement_id=groupement_id,
            plan_id=plan.id,
            published_by_id=None,
            now=utc_now(),
            around=Surroundings(settings.base_url, render_mail, settings.replies),
        )
        click.echo(f"Published release {release.number}; the calendars are ready.")


def _allocate(settings: Settings, engine: Engine, groupement_id: int, solve_seconds: int) -> int:
    with Session(engine) as session, transaction(session):
        period = list_periods(session, groupement_id)[-1]
        run = request_run(
            session,
            groupement_id=groupement_id,
            period_id=period.id,
            requested_by_id=None,
            time_limit_seconds=solve_seconds,
            seed=1,
            fairness=Fairness.POINTS,
            now=utc_now(),
        )
        run_id = run.id
    enqueue(make_queue(settings), run_id)
    click.echo(f"Sharing out the time of the CDOs (about {solve_seconds} s) … ", nl=False)
    _wait_for(engine, run_id)
    click.echo("done")
    return run_id


def _wait_for(engine: Engine, run_id: int) -> None:
    while True:
        with Session(reader(engine)) as session:
            run = session.get_one(Run, run_id)
            if run.state in RUN_ENDS:
                break
        time.sleep(0.3)
    if run.state is not RunState.DONE:
        raise Conflict("The allocation ended as %(state)s.", state=run.state.value)


@contextmanager
def collected_parts() -> Iterator[list[Part]]:
    """Collect started parts; end them all when the block ends, also by one of `ENDINGS`."""
    parts: list[Part] = []

    def stop(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    previous = {number: signal.signal(number, stop) for number in ENDINGS}
    try:
        yield parts
    except KeyboardInterrupt:
        click.echo("\nStopping … ", nl=False)
        end_parts(parts)
        click.echo("stopped. The data are kept; `make run` starts again.")
    finally:
        end_parts(parts)
        for number, handler in previous.items():
            signal.signal(number, handler)


def _say_where(settings: Settings, engine: Engine) -> None:
    with Session(reader(engine)) as session:
        logins = list_demonstration_logins(session)
    click.echo(f"\nCDO Share runs at {settings.base_url}")
    click.echo(f"Demonstration log-ins, all with the password {DEMONSTRATION_PASSWORD}:")
    for login in logins:
        click.echo(f"  {ROLE_NAMES[login.kind]:<12} {login.email}  ({login.name})")
    click.echo("Ctrl-C stops the site and its worker.")
