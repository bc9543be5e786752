"""Who gets which defect: decided before the first byte is written, from the seed alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from seeds_gen.defects.model import FileDefect, RowDefect
from seeds_gen.defects.registry import DEFAULT, FILE_DEFECTS, ROW_DEFECTS
from seeds_gen.errors import GeneratorError
from seeds_gen.feeds.feed import Feed
from seeds_gen.rng import stream

# Of the files a row defect may strike, it strikes this share (at least one).
_FILES_STRUCK = 0.15
# One amount that is far too high may be a fiftieth of a month's revenue: no shop is made of them.
ONCE_A_LANE = frozenset({"amount_outlier", "quantity_outlier"})
# A file defect hits one slot, and one more for every so many.
_SLOTS_PER_FILE_DEFECT = 100
# The default mix leaves at least this share of the slots without a file defect.
_LEFT_ALONE = 0.5


@dataclass
class Slot:
    """One file, or one day of a shop whose files of a day belong together.

    Attributes:
        file_defect: The defect of the whole file or day, or None.
        target: The feed whose file it hits.
        rows: Row defects by feed.
    """

    file_defect: FileDefect | None = None
    target: Feed | None = None
    rows: dict[Feed, list[RowDefect]] = field(default_factory=dict)

    @property
    def open_to_rows(self) -> bool:
        """Whether single rows may be damaged too: only where the file itself arrives once and whole."""
        return self.file_defect is None or self.file_defect.name in ("late_file", "out_of_order_days")


@dataclass(frozen=True)
class Lane:
    """Slots of one kind, in the order of time.

    Attributes:
        name: A source's name, or one that begins with it: `markets.kenya.orders`.
        feeds: What each slot holds.
        paths: For each slot a file that will be written, relative to the landing zone.
        full_first: Whether the first file holds everything and the others only what is new: few rows to strike.
    """

    name: str
    feeds: tuple[Feed, ...]
    paths: tuple[str, ...]
    full_first: bool = False


Plan = Mapping[str, tuple[Slot, ...]]


def make(seed: int, names: Sequence[str], lanes: Sequence[Lane]) -> Plan:
    """Assign defects to the slots of each lane.

    Raises:
        GeneratorError: A defect asked for by name finds no file left.
    """
    plan = {lane.name: tuple(Slot() for _ in lane.paths) for lane in lanes}
    by_default = tuple(names) == DEFAULT
    placed: set[str] = set()
    # Whole files first: a row defect may only choose among what they leave.
    for name in names:
        if name in FILE_DEFECTS:
            used: set[str] = set()
            for lane in lanes:
                if _place_file_defect(seed, FILE_DEFECTS[name], lane, plan[lane.name], used, by_default=by_default):
                    placed.add(name)
    for name in names:
        if name in ROW_DEFECTS:
            for lane in lanes:
                for feed in lane.feeds:
                    if feed in ROW_DEFECTS[name].feeds and _place_row_defect(
                        seed, ROW_DEFECTS[name], lane, feed, plan[lane.name]
                    ):
                        placed.add(name)
    missing = [name for name in names if name not in placed]
    if missing and not by_default:
        raise GeneratorError(
            f"no file is left for the defect {missing[0]!r}",
            "ask for more days or fewer defects, or for a source that has it",
        )
    return plan


def _order(seed: int, name: str, count: int) -> list[int]:
    return [int(number) for number in stream(seed, "plan", name).permutation(count)]


def _place_file_defect(
    seed: int, defect: FileDefect, lane: Lane, slots: Sequence[Slot], used: set[str], *, by_default: bool
) -> bool:
    feeds = [feed for feed in defect.feeds if feed in lane.feeds and not (defect.once and feed.key in used)]
    if not feeds or not slots:
        return False
    free = sum(slot.file_defect is None for slot in slots)
    if by_default and free - 1 < _LEFT_ALONE * len(slots):
        return False
    wanted = 1 if defect.once else 1 + len(slots) // _SLOTS_PER_FILE_DEFECT
    # A day can only come out of order if a later one is there before it: prefer any slot but the last.
    order = sorted(_order(seed, f"{lane.name}/{defect.name}", len(slots)), key=lambda at: at == len(slots) - 1)
    chosen = [at for at in order if slots[at].file_defect is None][:wanted]
    for at in chosen:
        pick = stream(seed, "plan", lane.name, defect.name, at).integers(0, len(feeds))
        slots[at].file_defect, slots[at].target = defect, feeds[int(pick)]
        used.add(feeds[int(pick)].key)
    return bool(chosen)


def _place_row_defect(seed: int, defect: RowDefect, lane: Lane, feed: Feed, slots: Sequence[Slot]) -> bool:
    key = feed.name if lane.name == feed.source else lane.name
    order = _order(seed, f"{key}/{defect.name}", len(slots))
    order = sorted(order, key=lambda at: at > 0) if lane.full_first else order
    chosen = [at for at in order if slots[at].open_to_rows and _compatible(slots[at], feed, defect)]
    wanted = max(1, round(_FILES_STRUCK * len(slots)))
    if defect.name in ONCE_A_LANE:
        # Where few others strike, so that a row is left for it.
        chosen, wanted = sorted(chosen, key=lambda at: len(slots[at].rows.get(feed, []))), 1
    for at in chosen[:wanted]:
        slots[at].rows.setdefault(feed, []).append(defect)
    return bool(chosen)


def _compatible(slot: Slot, feed: Feed, defect: RowDefect) -> bool:
    """Whether the expected rejects stay certain: an open quote before a quoted line break can be read in two ways."""
    pair = {"stray_quote", "embedded_newline"}
    present = {other.name for other in slot.rows.get(feed, [])}
    return not (defect.name in pair and present & pair - {defect.name})
