"""Files of JSON objects: one array, or one object a line."""

import polars as pl

from seeds_gen.files.output import OutputFile
from seeds_gen.forms import ENDINGS, objects


class JsonLinesFile(OutputFile):
    """One object a line."""

    def _put_rows(self, frame: pl.DataFrame) -> None:
        if not frame.is_empty():
            self._put(self._printed(frame))

    def _put_cut(self, frame: pl.DataFrame) -> None:
        """Write half of an object, and no line end."""
        whole = self._printed(frame).decode()
        self._put_torn(whole.encode(), whole[: len(whole) // 2].encode())

    def _printed(self, frame: pl.DataFrame) -> bytes:
        return objects(frame, self._layout.headers, "jsonl")


class JsonArrayFile(JsonLinesFile):
    """One array, an element a line or spread over several."""

    def _begin(self) -> None:
        self._held_back = b""
        self._put(b"[")
        self._opening = b"\n"

    def _put_struck(self, record: bytes) -> None:
        if record:
            self._put_elements(record)

    def _put_rows(self, frame: pl.DataFrame) -> None:
        if not frame.is_empty():
            self._put_elements(self._printed(frame))

    def _put_cut(self, frame: pl.DataFrame) -> None:
        """Write half of an element, and no end of the array."""
        whole = self._printed(frame).decode()
        separator = (self._held_back or self._opening).decode()
        self._put_torn((separator + whole).encode(), (separator + whole[: len(whole) // 2]).encode())

    def _end(self) -> None:
        self._put(b"\n]\n" if self._held_back else b"]\n")

    def _put_elements(self, data: bytes) -> None:
        """Print elements; the comma after the last of them waits until another one comes."""
        comma = ENDINGS["json"]
        self._put(self._held_back or self._opening)
        self._put(memoryview(data)[: -len(comma)])
        self._held_back = comma

    def _printed(self, frame: pl.DataFrame) -> bytes:
        return objects(frame, self._layout.headers, "json", spread=self._layout.pretty)
