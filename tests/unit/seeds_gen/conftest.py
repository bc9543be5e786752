"""What the generator's tests share."""

import pytest

from seeds_gen.chunk import Chunk
from seeds_gen.defects.model import Strike
from seeds_gen.files import output


@pytest.fixture
def heights(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[int]]:
    """Rows of each chunk handed to a file, by the first column of the file."""
    seen: dict[str, list[int]] = {}
    write = output.OutputFile.write

    def watched(self: output.OutputFile, chunk: Chunk, strikes: dict[int, Strike], *, last: bool) -> None:
        seen.setdefault(chunk.frame.columns[0], []).append(chunk.frame.height)
        write(self, chunk, strikes, last=last)

    monkeypatch.setattr(output.OutputFile, "write", watched)
    return seen
