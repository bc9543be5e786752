"""Write the dbt docs site as one static folder: `make docs`, or `python -m orchestration.docs`."""

import shutil

import typer

from orchestration.cli.errors import run_app
from orchestration.transform.project import target_dir
from orchestration.transform.runner import invoke
from warehouse import server
from warehouse.errors import TillhouseError
from warehouse.settings import get_settings
from warehouse.trouble import one_line


def docs() -> None:
    """Describe every model, column, test and lineage edge in one HTML file that needs no server."""
    settings = get_settings()
    server.up(settings)
    finished = invoke(settings, ["docs", "generate", "--static"])
    if not finished.success:
        raise TillhouseError(
            f"the docs could not be made: {one_line(str(finished.exception))}",
            "see: cd dbt_project && dbt docs generate",
        )
    site = settings.home / "docs-site"
    site.mkdir(exist_ok=True)
    shutil.copyfile(target_dir(settings) / "static_index.html", site / "index.html")
    typer.echo(f"the docs site is {site / 'index.html'}: open it in a browser, or serve the folder")


if __name__ == "__main__":
    command = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    command.command()(docs)
    run_app(command)
