"""`tillhouse contract draft`: the first version of a new feed's contract."""

from pathlib import Path
from typing import Annotated

import typer

from orchestration.cli.output import note, printable, say
from warehouse.errors import TillhouseError

app = typer.Typer(
    no_args_is_help=True,
    help="The files that say what a feed looks like.",
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def contract() -> None:
    """Make `draft` a command of its own: Typer would merge the only one into its group."""


@app.command()
def draft(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A sample: csv, json, jsonl or xlsx, perhaps gzipped.")],
    source: Annotated[str | None, typer.Option(help="The shop's name; its folder when not given.")] = None,
    feed: Annotated[str | None, typer.Option(help="What the files hold; their name when not given.")] = None,
    out: Annotated[Path | None, typer.Option(help="Write there, a file or a folder; nothing is overwritten.")] = None,
) -> None:
    """Write the first version of a contract from a sample file, and say what to do with it."""
    from ingestion.drafting import draft_contract
    from ingestion.settings import get_ingest_settings

    drafted = draft_contract(file, source, feed, landing=get_ingest_settings().landing_dir)
    name = f"{drafted.contract.key}.yml"
    if out is None:
        typer.echo(drafted.text, nl=False)
        note(f"next: keep this as ingestion/contracts/{name} (--out ingestion/contracts)")
    else:
        target = out / name if out.is_dir() else out
        try:
            with target.open("x", encoding="utf-8") as stream:
                stream.write(drafted.text)
        except OSError as error:
            raise TillhouseError(f"{target} cannot be written: {error.strerror}", "give another --out") from error
        say(f"{printable(str(target))}: {len(drafted.contract.columns)} columns, drafted from {drafted.rows:,} rows")
    for step in (
        "look at natural_key, required and pii: they are guesses",
        f"put files where the path says ({drafted.contract.path}) and run: tillhouse ingest",
        "add the models as docs/add-a-source.md shows",
    ):
        note(f"then: {step}")
