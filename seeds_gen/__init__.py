"""Deterministic generator of raw files, labelled defects and the expected answers."""

from seeds_gen.defects import DEFAULT, NAMES, striking
from seeds_gen.deliver import deliver
from seeds_gen.errors import GeneratorError
from seeds_gen.generate import generate
from seeds_gen.sources import SOURCES
from seeds_gen.truth import FileEntry, Truth

__all__ = ["DEFAULT", "NAMES", "SOURCES", "FileEntry", "GeneratorError", "Truth", "deliver", "generate", "striking"]
