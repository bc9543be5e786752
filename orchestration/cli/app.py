"""Put the commands together."""

import gc

import typer

from orchestration.cli import audit, contract, data, database, files, quarantine, rebuild, run
from orchestration.cli.errors import run_app

app = typer.Typer(
    name="tillhouse",
    help="The files of several shops become a tested warehouse: generate, load, model, look.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("up")(database.up)
app.command("down")(database.down)
app.command("status")(database.status)
app.command(
    "psql",
    # Everything psql understands is psql's, except --role, --database and --help before it.
    context_settings={
        "ignore_unknown_options": True,
        "allow_interspersed_args": False,
        "help_option_names": ["--help"],
    },
)(database.psql)
app.command("generate")(data.generate)
app.command("ingest")(data.ingest)
app.command("run")(run.run)
app.command("audit")(audit.audit)
app.command("rebuild")(rebuild.rebuild)
app.command("files")(files.files)
app.command("explain")(files.explain)
app.add_typer(quarantine.app, name="quarantine")
app.add_typer(contract.app, name="contract")


def main() -> None:
    """Entry point of the `tillhouse` script.

    Exit codes: 0 done, 1 a gate was not passed or files failed, 2 usage or configuration, 3 done, somebody is needed.
    """
    # dbt makes millions of objects that stay; to look for garbage among them so often took a fifth of a run's cpu time.
    gc.set_threshold(50_000, 20, 50)
    run_app(app)
