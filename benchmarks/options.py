"""What the command line asks of every benchmark."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

# Invoice lines of the well-known set of a British gift shop (UCI, Online Retail).
RETAIL_ROWS = 541_909


@dataclass(frozen=True)
class Options:
    """Sizes and repetitions.

    Attributes:
        rows: order lines of the usual input.
        retail_rows: invoice lines of the gift shop alone, for `end-to-end`.
        history: order lines of the large input, for `memory` and `incremental`.
        runs: interleaved runs of which medians are taken.
        scratch: folder for generated files, removed at the end.
        tell: hears one line at the start of each long step.
    """

    rows: int
    retail_rows: int
    history: int
    runs: int
    scratch: Path
    tell: Callable[[str], None]
