"""Files of JSON objects: one array, or one object a line."""

import json

import polars as pl

from seeds_gen.forms import ENDINGS, objects
from seeds_gen.output import OutputFile

_INDENT = "  "


class JsonLinesFile(OutputFile):
    """One object a line."""

    def _put_rows(self, frame: pl.DataFrame) -> None:
        if not frame.is_empty():
            self._put(self._printed(frame))

    def _put_cut(self, frame: pl.DataFrame) -> None:
        """Write half of an object, and no line end."""
        whole = self._printed(frame)
        self._put_torn(whole, whole.decode()[: len(whole.decode()) // 2].encode())

    def _printed(self, frame: pl.DataFrame) -> bytes:
        return "".join(line + "\n" for line in objects(frame, self._layout.headers)).encode()


class JsonArrayFile(JsonLinesFile):
    """One array, an element a line or spread over several."""

    def _begin(self) -> None:
        self._held_back = b""
        self._put(b"[")
        self._opening = b"\n"

    def _put_struck(self, record: bytes) -> None:
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
        if not data:
            return
        comma = ENDINGS["json"]
        self._put((self._held_back or self._opening) + data.removesuffix(comma))
        self._held_back = comma

    def _printed(self, frame: pl.DataFrame) -> bytes:
        elements = objects(frame, self._layout.headers).to_list()
        if self._layout.pretty:
            elements = [json.dumps(json.loads(element), indent=_INDENT, ensure_ascii=False) for element in elements]
        return "".join(element + ",\n" for element in elements).encode()
