"""Deterministic generator of raw files, labelled defects and the expected answers. Read `generate.generate` first.

A shop (`shops`) draws its days in chunks of the rows of its `feeds`; the plan says which of the `defects` strikes which
of them; `files` print them with that damage; `answers` say what must become of each. Nothing comes back up.
"""

from seeds_gen.answers.truth import FileEntry, Truth
from seeds_gen.defects.registry import DEFAULT, NAMES, striking
from seeds_gen.deliver import deliver
from seeds_gen.errors import GeneratorError
from seeds_gen.generate import generate
from seeds_gen.shops.sources import SOURCES

__all__ = ["DEFAULT", "NAMES", "SOURCES", "FileEntry", "GeneratorError", "Truth", "deliver", "generate", "striking"]
