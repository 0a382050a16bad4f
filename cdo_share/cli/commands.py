"""The commands: prepare the database, start the parts, load data, invite the first coordinator."""

from pathlib import Path

import click
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from cdo_share import __version__
from cdo_share.accounts.models import RoleKind
from cdo_share.accounts.service import Invitee, invite, open_groupement
from cdo_share.cli.demonstration import run_demonstration
from cdo_share.cli.processes import serve_site
from cdo_share.core.clock import utc_now
from cdo_share.core.errors import AppError
from cdo_share.core.orm import make_engine, transaction
from cdo_share.jobs import worker as worker_process
from cdo_share.migrations import upgrade
from cdo_share.seeding.faults import SeedRefused
from cdo_share.seeding.files import read_seed
from cdo_share.seeding.load import load_seed
from cdo_share.settings import BadSetting, Settings, read_settings


def _settings() -> Settings:
    try:
        return read_settings()
    except BadSetting as error:
        raise click.ClickException(str(error)) from error


def _engine() -> Engine:
    return make_engine(_settings().database_url)


@click.group()
@click.version_option(__version__, prog_name="CDO Share")
def main() -> None:
    """Share Chief Digital Officers among the members of a groupement."""


@main.command()
def migrate() -> None:
    """Bring the database to the schema of this version."""
    upgrade(_engine())
    click.echo("The database has the schema of this version.")


@main.command()
@click.option("--workers", default=2, show_default=True, help="Processes that answer requests.")
def serve(workers: int) -> None:
    """Start the site at the address of CDO_SHARE_BASE_URL."""
    serve_site(_settings(), workers=workers)


@main.command()
def worker() -> None:
    """Start the worker that computes allocations and sends mails."""
    worker_process.main(_settings())


@main.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def seed(folder: Path) -> None:
    """Load a groupement from the files of FOLDER (see seeds/README.md)."""
    try:
        files = read_seed(folder)
    except SeedRefused as refusal:
        raise click.ClickException(str(refusal)) from refusal
    with Session(_engine()) as session, transaction(session):
        groupement = load_seed(session, files, now=utc_now())
        click.echo(f"Loaded {groupement.name}.")


@main.command("new-groupement")
@click.option("--name", required=True, help="Name of the groupement.")
@click.option("--slug", required=True, help="Short name for addresses, like golfe-du-morbihan.")
@click.option("--coordinator-name", required=True)
@click.option("--coordinator-email", required=True)
def new_groupement(name: str, slug: str, coordinator_name: str, coordinator_email: str) -> None:
    """Open a groupement and print the link with which its coordinator begins."""
    settings = _settings()
    invitee = Invitee(coordinator_email, coordinator_name, RoleKind.COORDINATOR)
    try:
        with Session(make_engine(settings.database_url)) as session, transaction(session):
            groupement = open_groupement(
                session, name=name, slug=slug, contact_email=coordinator_email, now=utc_now()
            )
            _, token = invite(
                session,
                invitee,
                groupement_id=groupement.id,
                invited_by_id=None,
                now=utc_now(),
            )
    except AppError as error:
        raise click.ClickException(str(error)) from error
    click.echo(
        f"The coordinator begins here, within 72 hours: {settings.base_url}/invitation/{token}"
    )


@main.command()
@click.option("--port", default=8000, show_default=True, help="Port on the loopback address.")
@click.option(
    "--data",
    default=Path("var/demonstration"),
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the demonstration keeps its data.",
)
@click.option(
    "--seeds",
    default=Path("seeds/morbihan"),
    show_default=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The groupement to load the first time.",
)
@click.option("--seconds", default=8, show_default=True, help="Time for the first allocation.")
def demo(port: int, data: Path, seeds: Path, seconds: int) -> None:
    """Load the demonstration groupement, allocate, publish, and start the site."""
    try:
        run_demonstration(port=port, data_dir=data, seeds=seeds, solve_seconds=seconds)
    except (BadSetting, SeedRefused, AppError) as error:
        raise click.ClickException(str(error)) from error
