"""`tillhouse generate · ingest`: make raw files, load raw files."""

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from orchestration.cli.database import Json
from orchestration.cli.errors import NEEDED
from orchestration.cli.output import emit_json, say


def generate(
    out: Annotated[Path, typer.Option(help="Folder to write into; its layout is that of a landing zone.")],
    start: Annotated[date, typer.Option(metavar="YYYY-MM-DD", help="First business day.")] = date(2025, 1, 1),
    days: Annotated[int, typer.Option(min=1, help="How many days.")] = 30,
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")] = 1,
    scale: Annotated[float, typer.Option(help="Volume; 1 is a small shop.")] = 1.0,
    defects: Annotated[str, typer.Option(help="default, none, or names separated by commas.")] = "default",
    sources: Annotated[str, typer.Option(help="all, or names separated by commas, such as retail,storefront.")] = "all",
    deliver: Annotated[
        int | None,
        typer.Option(metavar="WAVE", min=2, help="Generate nothing: move this later wave of OUT into place."),
    ] = None,
) -> None:
    """Write deterministic raw files with labelled defects, and `truth.json` with the expected answers."""
    import seeds_gen
    from orchestration.cli.progress import progress

    if deliver is not None:
        moved = seeds_gen.deliver(out, deliver)
        say(f"wave {deliver}: {len(moved)} files are now in {out}")
        return
    with progress() as bars:
        truth = seeds_gen.generate(
            out,
            start,
            days,
            seed,
            scale,
            defects,
            sources=sources,
            on_progress=lambda step, done, total: bars.on_step(step, done, total),
        )
    later = sum(entry.wave > 1 for entry in truth.files)
    say(f"{len(truth.files) - later} files and truth.json are in {out}; {later} more arrive in later waves (--deliver)")


def ingest(
    paths: Annotated[list[Path] | None, typer.Argument(help="Files of the landing zone; none means all.")] = None,
    source: Annotated[str | None, typer.Option(help="Only this source, such as retail.")] = None,
    as_json: Json = False,
) -> None:
    """Load everything that is ready in the landing zone into the raw layer; `tillhouse run` also builds.

    Exit code 1 when files failed, 3 when all is done and somebody is needed.
    """
    from ingestion import ingest as load
    from ingestion.settings import get_ingest_settings
    from orchestration.cli.progress import progress
    from orchestration.cli.report import refuse_failed, report_as_dict, show_needs, show_report
    from orchestration.needs import find_needs
    from warehouse import server
    from warehouse.connect import connect
    from warehouse.settings import get_settings

    server.up(get_settings())
    with progress() as bars:
        report = load(paths=paths, source=source, on_progress=bars.on_load)
    with connect(get_settings(), "loader") as connection:
        needs = find_needs(connection, get_ingest_settings().landing_dir, report.waiting)
    # The build is not this command's work.
    needs = tuple(need for need in needs if need.kind != "build")
    if as_json:
        emit_json(report_as_dict(report) | {"needs": [asdict(need) for need in needs]})
    else:
        show_report(report)
        show_needs(needs)
    refuse_failed(report)
    if needs:
        raise typer.Exit(NEEDED)
