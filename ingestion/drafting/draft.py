"""Write a contract from a sample: valid as it is, and honest about what was guessed."""

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import yaml

from ingestion.contracts.model import Contract, fold
from ingestion.drafting.guess import is_personal, natural_key, personal_content, raw_names
from ingestion.drafting.sample import Sample, read_sample
from warehouse.errors import TillhouseError

# Dates and numbers at the end of a file's name say which file it is, not which feed.
_WHICH_FILE = re.compile(r"([_.-]?\d+)+$")
_IDENTIFIER = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


@dataclass(frozen=True)
class Draft:
    """A contract as text, checked against the model, and how many rows it was drafted from."""

    contract: Contract
    text: str
    rows: int


def draft_contract(
    path: Path, source: str | None = None, feed: str | None = None, *, landing: Path | None = None
) -> Draft:
    """Draft the contract of a feed from one of its files.

    Unless they are given, the feed is the sample's name without date and number, or its folder's where nothing is left
    of that. In the landing zone the source is the first folder; elsewhere the one the sample lies in, or the one above
    where that is called as the feed. The path is where the sample lies, with `*` for what tells its files apart.

    Raises:
        TillhouseError: the sample cannot be read, or its columns or names do not make a contract.
    """
    sample = read_sample(path)
    stem = _WHICH_FILE.sub("", path.name.partition(".")[0])
    called = stem or path.resolve().parent.name
    below = _below_source(path.resolve(), landing and landing.resolve(), called)
    feed = _name("feed", feed, called, "--feed")
    source = _name("source", source, below[0], "--source")
    _check_columns(sample)
    # In a folder of its own every file is one of the feed; beside others the beginning of its name says so.
    names = "*" if len(below) > 1 or not stem else f"{stem}*"
    text = _text(sample, source, feed, path, "/".join([source, *below[1:], f"{names}.{sample.format}"]))
    return Draft(Contract.model_validate(yaml.safe_load(text)), text, len(sample.rows))


def _below_source(path: Path, landing: Path | None, feed: str) -> list[str]:
    """The folders from the source's on down to the file's."""
    folder = path.parent
    if landing is not None and folder.is_relative_to(landing) and folder != landing:
        return list(folder.relative_to(landing).parts)
    return [folder.parent.name, folder.name] if folder.name == feed else [folder.name]


def _name(what: str, given: str | None, found: str, option: str) -> str:
    name = given if given is not None else "_".join(re.findall(r"[a-z0-9]+", found.lower()))
    if not _IDENTIFIER.fullmatch(name):
        raise TillhouseError(f"{name!r} cannot be the name of a {what}", f"give one like `orders` with {option}")
    return name


def _check_columns(sample: Sample) -> None:
    for place, name in enumerate(sample.columns, start=1):
        if not fold(name):
            raise TillhouseError(f"column {place} is called {name!r}", "name every column in the sample's header")
    twice = [name for name, count in Counter(map(fold, sample.columns)).items() if count > 1]
    if twice:
        names = [repr(name) for name in sample.columns if fold(name) == twice[0]]
        raise TillhouseError(
            f"the columns {' and '.join(names)} differ in case and punctuation only", "rename one: such a file is held"
        )


def _text(sample: Sample, source: str, feed: str, path: Path, pattern: str) -> str:
    raws = raw_names(sample.columns)
    raw_of = dict(zip(sample.columns, raws, strict=True))
    key = natural_key(sample.columns, sample.rows)
    lines = [
        f"# Drafted from {_one_line(path.name)} ({len(sample.rows)} rows): check every line, above all key and pii.",
        "version: 1",
        f"source: {source}",
        f"feed: {feed}",
        f"description: {feed.replace('_', ' ').capitalize()} of {source.replace('_', ' ')}.",
        f"path: {_flow(pattern)}",
        f"format: {sample.format}",
    ]
    if sample.sheet is not None:
        lines.append(f"sheet: {_flow(sample.sheet)}")
    if sample.encoding != "utf-8":
        lines.append(f"encoding: {sample.encoding}")
    if sample.delimiter != ",":
        lines.append(f"delimiter: {_flow(sample.delimiter)}")
    lines += ["arrival: stable", "content: delta"]
    if key:
        lines.append(f"natural_key: [{', '.join(raw_of[name] for name in key)}]")
    else:
        lines.append("# No columns that look like a key tell the rows of the sample apart: name those that do.")
        lines.append("natural_key: []")
    lines += ["cadence_hours: 24", "columns:"]
    for name, raw in raw_of.items():
        column: dict[str, object] = {"name": name, "raw": raw}
        column |= {"required": True} if name in key else {}
        holds = personal_content(row.get(name) for row in sample.rows)
        column |= {"pii": True} if is_personal(name) or holds else {}
        told = f"{name} as the shop writes it" + (f"; holds {holds}" if holds else "")
        lines.append(f"  - {_flow(column | {'description': told})}")
    return "\n".join(lines) + "\n"


def _flow(value: object) -> str:
    """A value on one line of YAML, with escapes where a character would not come back: some end a line there."""
    for as_written in (True, False):
        text = yaml.safe_dump(
            value, default_flow_style=True, sort_keys=False, allow_unicode=as_written, width=1_000_000
        ).removesuffix("\n...\n")
        if yaml.safe_load(text) == value:
            break
    return text.rstrip("\n")


def _one_line(name: str) -> str:
    return "".join(char if char.isprintable() else "?" for char in name)
