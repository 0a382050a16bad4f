"""The commands: prepare the database, start the parts, load data, invite the first coordinator."""

import sys
from pathlib import Path

import click
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from cdo_share import __version__
from cdo_share.accounts.invitations import Invitee, invite
from cdo_share.accounts.models import RoleKind
from cdo_share.accounts.service import open_groupement
from cdo_share.cli.demonstration import run_demonstration
from cdo_share.cli.mail_in import take_mail_in
from cdo_share.cli.processes import BEHIND_PROXY, listening_address, serve_site
from cdo_share.core.clock import utc_now
from cdo_share.core.errors import AppError
from cdo_share.core.orm import make_engine, transaction
from cdo_share.jobs import worker as worker_process
from cdo_share.migrations import require_current, upgrade
from cdo_share.notifications.round_mails import Sending
from cdo_share.parting import close_account
from cdo_share.planning.service import LONGEST_SECONDS
from cdo_share.seeding.faults import SeedRefused
from cdo_share.seeding.files import read_seed
from cdo_share.seeding.load import load_seed
from cdo_share.settings import BadSetting, Settings, read_settings
from cdo_share.web.mails import render_mail


class _Commands(click.Group):
    """Tells a refusal in one sentence, whichever command it comes from."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command of the line."""
        try:
            return super().invoke(ctx)
        except (BadSetting, SeedRefused, AppError) as error:
            raise click.ClickException(str(error)) from error
        except OperationalError as error:
            raise click.ClickException(f"the database does not answer: {error.orig}") from error


def _ready() -> tuple[Settings, Engine]:
    """Return the settings, and an engine on a database that has the schema of this version."""
    settings = read_settings()
    engine = make_engine(settings.database_url)
    require_current(engine)
    return settings, engine


@click.group(cls=_Commands)
@click.version_option(__version__, prog_name="CDO Share")
def main() -> None:
    """Share Chief Digital Officers among the members of a groupement."""


@main.command()
def migrate() -> None:
    """Bring the database to the schema of this version."""
    upgrade(make_engine(read_settings().database_url))
    click.echo("The database has the schema of this version.")


@main.command()
@click.option(
    "--workers",
    default=2,
    show_default=True,
    type=click.IntRange(min=1),
    help="Processes that answer requests.",
)
@click.option(
    "--listen",
    metavar="HOST:PORT",
    help="Where the site listens; by default at CDO_SHARE_BASE_URL when that is on this "
    f"machine, else at {BEHIND_PROXY} for a proxy.",
)
def serve(workers: int, listen: str | None) -> None:
    """Start the site."""
    settings, engine = _ready()
    engine.dispose()
    serve_site(listen or listening_address(settings), workers=workers)


@main.command()
def worker() -> None:
    """Start the worker that computes allocations and sends mails."""
    settings, engine = _ready()
    engine.dispose()
    worker_process.main(settings, render_mail)


@main.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def seed(folder: Path) -> None:
    """Load a groupement from the files of FOLDER (see seeds/README.md)."""
    files = read_seed(folder)
    _, engine = _ready()
    with Session(engine) as session, transaction(session):
        groupement = load_seed(session, files, now=utc_now())
        click.echo(f"Loaded {groupement.name}.")


@main.command("new-groupement")
@click.option("--name", required=True, help="Name of the groupement.")
@click.option("--slug", required=True, help="Short name for addresses, like golfe-du-morbihan.")
@click.option("--coordinator-name", required=True)
@click.option("--coordinator-email", required=True)
def new_groupement(name: str, slug: str, coordinator_name: str, coordinator_email: str) -> None:
    """Open a groupement and print the link with which its coordinator begins."""
    settings, engine = _ready()
    invitee = Invitee(coordinator_email, coordinator_name, RoleKind.COORDINATOR)
    with Session(engine) as session, transaction(session):
        groupement = open_groupement(
            session, name=name, slug=slug, contact_email=coordinator_email, now=utc_now()
        )
        _, token = invite(
            session, invitee, groupement_id=groupement.id, invited_by_id=None, now=utc_now()
        )
    click.echo(
        f"The coordinator begins here, within 72 hours: {settings.base_url}/invitation/{token}"
    )


@main.command("mail-in")
@click.option("--to", "recipient", default="", help="Address that the mail is delivered to.")
def mail_in(recipient: str) -> None:
    """Take in one mail with an answer to an invitation, on standard input, for a mail server.

    Ends with 0 (taken, or dropped), 65 (to be sent back) or 75 (to be tried again).
    """
    code, sentence = take_mail_in(sys.stdin.buffer, recipient)
    if sentence:
        click.echo(sentence)
    click.get_current_context().exit(code)


@main.command("close-account")
@click.option("--email", required=True, help="Address of the account.")
def close(email: str) -> None:
    """Close an account at once, with its sessions, programs and calendar links."""
    settings, engine = _ready()
    sending = Sending(utc_now(), settings.base_url, render_mail, settings.replies)
    with Session(engine) as session, transaction(session):
        person = close_account(session, email=email, now=sending.now, sending=sending)
        click.echo(f"The account of {person.name} is closed.")


@main.command()
@click.option(
    "--port",
    default=8000,
    show_default=True,
    type=click.IntRange(1, 65535),
    help="Port on the loopback address.",
)
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
@click.option(
    "--seconds",
    default=8,
    show_default=True,
    type=click.IntRange(1, LONGEST_SECONDS),
    help="Time for the first allocation.",
)
def demo(port: int, data: Path, seeds: Path, seconds: int) -> None:
    """Load the demonstration groupement, allocate, publish, and start the site."""
    run_demonstration(port=port, data_dir=data, seeds=seeds, solve_seconds=seconds)
