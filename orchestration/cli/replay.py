"""`tillhouse quarantine replay`: read files again after a contract or a rule was mended."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from orchestration.cli.database import Json
from orchestration.cli.output import emit_json, say, show_table
from warehouse.errors import GateError, TillhouseError

if TYPE_CHECKING:
    import psycopg

    from ingestion import IngestReport
    from orchestration.quarantine import Candidate

_MOST_FILES = 20


def replay(
    files: Annotated[list[str] | None, typer.Argument(metavar="FILE", help="Files of the ledger.")] = None,
    source: Annotated[str | None, typer.Option(help="Only files of this source.")] = None,
    feed: Annotated[str | None, typer.Option(help="Only files of this feed, such as orders.")] = None,
    reason: Annotated[str | None, typer.Option(help="Only files with rows rejected for this reason.")] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Also files without rejected rows: a rule that got stricter concerns them.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Read files again after a contract or a rule was mended: those with rejected rows, and those that are held."""
    import ingestion
    from orchestration.cli.progress import progress
    from orchestration.cli.report import report_as_dict

    if files and (source or feed or reason or everything):
        raise TillhouseError("files and options that select files were given together", "name files, or select them")
    _check_feed(source, feed)
    with connect_to_read() as connection:
        chosen = _named(connection, files) if files else _selected(connection, source, feed, reason, everything)
    if not chosen and not as_json:
        say("nothing to read again: no file matches; --all takes loaded files without rejected rows, too")
        return
    with progress() as bars:
        report = ingestion.replay([file.file_id for file in chosen], on_progress=bars.on_load)
    if as_json:
        emit_json(report_as_dict(report) | {"before": [asdict(file) for file in chosen]})
    else:
        _show_replay(chosen, report)
    refused = [
        outcome
        for outcome in report.files
        if outcome.state in ("held", "failed") and (files or outcome.file_id in _loaded(chosen))
    ]
    if refused:
        first = refused[0]
        raise GateError(f"{len(refused)} files were not replayed, first {first.path}: {first.error}", "mend and repeat")


def _show_replay(chosen: "Sequence[Candidate]", report: "IngestReport") -> None:
    before = {file.file_id: file for file in chosen}
    rows: list[tuple[object, ...]] = []
    for outcome in report.files[:_MOST_FILES]:
        was = before.get(outcome.file_id)
        if was is None:
            rows.append((outcome.path, outcome.state, outcome.rows_loaded, outcome.rows_rejected, outcome.error))
        elif was.state == "loaded" and outcome.state != "loaded":
            rows.append((outcome.path, "as it was", was.rows_loaded, was.rows_rejected, outcome.error))
        else:
            loaded = f"{was.rows_loaded or 0:,} → {outcome.rows_loaded or 0:,}"
            damaged = f"{was.rows_rejected or 0:,} → {outcome.rows_rejected or 0:,}"
            rows.append((outcome.path, outcome.state, loaded, damaged, outcome.error))
    title = f"{len(report.files)} files read again in {report.seconds:.1f} s"
    if len(report.files) > _MOST_FILES:
        title += f", the first {_MOST_FILES}"
    show_table(title, ("path", "state", "loaded rows", "damaged rows", "why"), rows)
    if report.changed:
        say("next: tillhouse run judges them anew and brings the models up to date")


def _selected(
    connection: "psycopg.Connection", source: str | None, feed: str | None, reason: str | None, everything: bool
) -> "list[Candidate]":
    from orchestration.quarantine import candidates, is_reason

    if reason and not is_reason(connection, reason):
        raise TillhouseError(f"no row is rejected for {reason!r}", "see `tillhouse quarantine list`")
    return candidates(connection, source=source, feed=feed, reason=reason, everything=everything)


def _named(connection: "psycopg.Connection", names: Sequence[str]) -> "list[Candidate]":
    """The loaded version of each file, or the held one."""
    from ingestion.ledger.versions import find_versions
    from orchestration.quarantine import Candidate

    chosen = {}
    for name in names:
        versions = find_versions(connection, name)
        able = [file for file in versions if file.state in ("loaded", "held")]
        if not able:
            last = versions[-1]
            told = (
                f"a copy of file {last.duplicate_of}: replay that" if last.duplicate_of else "see `tillhouse explain`"
            )
            raise TillhouseError(f"{last.path} is {last.state}, and only loaded or held files are read again", told)
        file = max(able, key=lambda version: (version.state == "loaded", version.file_id))
        chosen[file.file_id] = Candidate(file.file_id, file.path, file.state, file.rows_loaded, file.rows_rejected)
    return list(chosen.values())


def _loaded(chosen: "Sequence[Candidate]") -> set[int]:
    return {file.file_id for file in chosen if file.state == "loaded"}


def _check_feed(source: str | None, feed: str | None) -> None:
    from ingestion.contracts import load_contracts

    contracts = load_contracts().values()
    for what, value, known in (
        ("source", source, {contract.source for contract in contracts}),
        ("feed", feed, {contract.feed for contract in contracts if source in (None, contract.source)}),
    ):
        if value is not None and value not in known:
            raise TillhouseError(f"there is no {what} {value!r}", f"name one of: {', '.join(sorted(known))}")


def connect_to_read() -> "psycopg.Connection":
    """As the transformer, who may read the ledger, raw, quarantine and the marts; nothing is written with it here."""
    from warehouse.connect import connect
    from warehouse.settings import get_settings

    return connect(get_settings(), "transformer")
