"""Write the raw files of the shops and the expected answers."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from itertools import chain
from pathlib import Path

from seeds_gen.answers.sales import SalesBook
from seeds_gen.answers.truth import FILE_NAME, FileEntry, Truth, write
from seeds_gen.defects import plan, registry
from seeds_gen.errors import GeneratorError
from seeds_gen.files.job import place
from seeds_gen.request import Request, make_room
from seeds_gen.shops import sources as shops
from seeds_gen.shops.source import Site, Source

Progress = Callable[[str, int, int], None]


def generate(
    out: Path,
    start: date,
    days: int,
    seed: int,
    scale: float,
    defects: str | Sequence[str] = "default",
    *,
    sources: str | Sequence[str] = "all",
    retail_every_hours: int = 24,
    on_progress: Progress | None = None,
) -> Truth:
    """Write `days` days of files for the shops under `out`, and `truth.json` beside them.

    The same arguments give the same bytes, on any machine and in any process (compressed ones: with the same zlib). At
    scale 1 the gift shop writes about 2,000 lines a day, the web shop and the mobile shop about 200 orders each. Files
    that arrive later wait under `.later/<wave>/` until `deliver` moves them.

    Args:
        out: The landing zone, or a folder of the same layout.
        start: The first business date.
        days: How many days, at least 1.
        seed: Any integer from 0 on.
        scale: Volume of a day; customers and products grow more slowly.
        defects: `default`, `none`, names separated by commas, or a sequence of names.
        sources: `all`, names separated by commas, or a sequence of names; a shop's files do not depend on the others.
        retail_every_hours: Hours a gift shop file covers: 24, or a divisor of 24 such as 4.
        on_progress: Called with the step (a source, or `truth`), what is done and how much there is to do.

    Returns:
        What was promised; customers and products are only in the file.

    Raises:
        GeneratorError: An argument is out of range, a source is unknown, a defect is unknown or finds no row to strike,
            or `out` holds files of another generation.
    """
    names = shops.resolve(sources)
    request = Request(start, days, seed, scale, registry.resolve(defects), retail_every_hours, names)
    kinds = [shops.SOURCES[name] for name in names]
    lanes = [lane for kind in kinds for lane in kind.lanes(request)]
    slots = plan.make(seed, request.defects, lanes)
    make_room(out, request, chain.from_iterable(lane.paths for lane in lanes))
    report: Progress = on_progress or (lambda _step, _done, _total: None)

    book = SalesBook()
    opened: list[Source] = []
    entries: list[FileEntry] = []
    for kind in kinds:
        on_step = partial(_report_step, report, kind.name, kind.steps(request))
        opened.append(kind.open(Site(out, request, slots, book, on_step)))
        entries += opened[-1].run()

    batches = tuple(batch for source in opened for batch in source.batches())
    truth = Truth(out / FILE_NAME, request.as_json(), tuple(entries), batches, tuple(book.entries()))
    _check_all_placed(out, request, slots, truth)
    _forget_arrivals(out, truth)
    report("truth", 0, 1)
    write(
        truth,
        chain.from_iterable(source.customers() for source in opened),
        chain.from_iterable(source.products() for source in opened),
    )
    report("truth", 1, 1)
    return truth


def _report_step(report: Progress, name: str, total: int, done: int) -> None:
    report(name, done, total)


def _check_all_placed(out: Path, request: Request, slots: plan.Plan, truth: Truth) -> None:
    """Refuse to pretend: a defect asked for by name that struck nothing is an error, and its files are taken back."""
    struck: Counter[str] = Counter()
    for entry in truth.files:
        struck.update(entry.defects)
    whole = {slot.file_defect.name for lane in slots.values() for slot in lane if slot.file_defect}
    missing = [name for name in request.defects if not struck[name] and name not in whole]
    if not missing or request.defects == registry.DEFAULT:
        return
    for path, wave in chain(((e.path, e.wave) for e in truth.files), ((b.trigger, b.wave) for b in truth.batches)):
        place(out, path, wave).unlink(missing_ok=True)
    raise GeneratorError(f"no row fits the defect {missing[0]!r}", "raise the scale, or ask for more days")


def _forget_arrivals(out: Path, truth: Truth) -> None:
    """Take back files of later waves that an earlier run of the same request has already delivered."""
    versions = [
        *((entry.path, entry.wave) for entry in truth.files),
        *((batch.trigger, batch.wave) for batch in truth.batches),
    ]
    present = {path for path, wave in versions if wave == 1}
    for path, _ in versions:
        if path not in present:
            (out / path).unlink(missing_ok=True)
