"""The command line: what cannot work is refused in one sentence, without a trace of the program."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Groupement, Person
from cdo_share.cli import main
from cdo_share.cli.processes import listening_address
from cdo_share.core.orm import make_engine
from cdo_share.settings import Settings

SEEDS = str(Path(__file__).resolve().parents[2] / "seeds" / "morbihan")
OPENING = "new-groupement --name Baie --slug baie --coordinator-name Zoé --coordinator-email z@b.fr"


def run(tmp_path: Path, line: str, **values: str) -> Result:
    """Return what a command line did in a data directory of its own."""
    environ = {f"CDO_SHARE_{name}": value for name, value in values.items()}
    return CliRunner().invoke(
        main, line.split(), env={"CDO_SHARE_DATA": str(tmp_path / "data"), **environ}
    )


@pytest.mark.parametrize("line", ["serve", "worker", f"seed {SEEDS}", OPENING])
def test_command_before_migrate_names_the_remedy(tmp_path: Path, line: str) -> None:
    result = run(tmp_path, line)

    assert (result.exit_code, result.output) == (
        1,
        "Error: the database has another schema than this version. Run: cdo-share migrate\n",
    )


def test_command_without_a_database_says_so(tmp_path: Path) -> None:
    result = run(tmp_path, "migrate", DATABASE_URL=f"sqlite:///{tmp_path}/no-folder/x.sqlite3")

    assert (result.exit_code, result.output) == (
        1,
        "Error: the database does not answer: unable to open database file\n",
    )


def test_seed_twice_is_refused_and_keeps_one(tmp_path: Path) -> None:
    run(tmp_path, "migrate")
    first, second = run(tmp_path, f"seed {SEEDS}"), run(tmp_path, f"seed {SEEDS}")

    assert (first.output, second.output) == (
        "Loaded Golfe Numérique Partagé.\n",
        "Error: There is a groupement “golfe-numerique” already.\n",
    )
    with Session(make_engine(f"sqlite:///{tmp_path}/data/cdo-share.sqlite3")) as session:
        assert session.scalar(select(func.count()).select_from(Groupement)) == 1


@pytest.fixture
def taken_port() -> Iterator[int]:
    """Return a port that another program holds."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_demo_on_a_taken_port_names_it_and_makes_nothing(tmp_path: Path, taken_port: int) -> None:
    result = run(tmp_path, f"demo --seeds {SEEDS} --port {taken_port} --data {tmp_path}/demo")

    assert result.exit_code == 1
    assert result.output.startswith(f"Error: port {taken_port} of 127.0.0.1 is taken")
    assert not (tmp_path / "demo").exists()


@pytest.mark.parametrize("option", ["--port 0", "--port 65536", "--seconds 0", "--seconds 3601"])
def test_demo_out_of_range_is_refused_before_anything_is_made(tmp_path: Path, option: str) -> None:
    result = run(tmp_path, f"demo --seeds {SEEDS} --data {tmp_path}/demo {option}")

    assert (result.exit_code, "is not in the range" in result.output) == (2, True)
    assert not (tmp_path / "demo").exists()


@pytest.mark.parametrize(
    ("base_url", "address"),
    [
        ("http://127.0.0.1:8010", "127.0.0.1:8010"),
        ("http://[::1]:8010", "[::1]:8010"),
        ("http://localhost", "localhost:80"),
        ("https://partage.example", "127.0.0.1:8000"),
        ("https://partage.example:8443/", "127.0.0.1:8000"),
    ],
)
def test_site_listens_at_its_own_address_or_behind_a_proxy_on_this_machine(
    tmp_path: Path, base_url: str, address: str
) -> None:
    settings = Settings(
        data_dir=tmp_path, database_url="sqlite://", secret_key="x" * 32, base_url=base_url
    )
    assert listening_address(settings) == address


def test_close_account_closes_it_once_and_for_all(tmp_path: Path) -> None:
    run(tmp_path, "migrate")
    run(tmp_path, f"seed {SEEDS}")
    line = "close-account --email"

    closed = run(tmp_path, f"{line} Claire.Morvan@golfe-numerique.example")
    nobody = run(tmp_path, f"{line} personne@golfe-numerique.example")

    assert closed.output == "The account of Claire Morvan is closed.\n"
    assert (nobody.exit_code, nobody.output) == (
        1,
        "Error: There is no account with the address personne@golfe-numerique.example.\n",
    )
    with Session(make_engine(f"sqlite:///{tmp_path}/data/cdo-share.sqlite3")) as session:
        inactive = select(Person.name).where(Person.is_active.is_(False))
        assert session.scalars(inactive).all() == ["Claire Morvan"]
