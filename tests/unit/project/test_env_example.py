"""`.env.example` and the settings classes name the same variables."""

import importlib
import importlib.util
import inspect
import re
import subprocess
from pathlib import Path

from pydantic_settings import BaseSettings

ROOT = Path(__file__).parents[3]
EXAMPLE = (ROOT / ".env.example").read_text()
DOCUMENTED = re.findall(r"^#?(TILLHOUSE_[A-Z_]+)=", EXAMPLE, re.MULTILINE)
COMPOSE_ONLY = set(re.findall(r"\$\{(TILLHOUSE_[A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))

SET_UP_ONLY = set(re.findall(r"\$\{(TILLHOUSE_[A-Z_]+)", (ROOT / ".ci" / "pythons").read_text()))


def read_by_the_code() -> set[str]:
    """The variables of every settings class of every package's `settings` module."""
    names = set()
    for package in ("ingestion", "orchestration", "seeds_gen", "warehouse"):
        if importlib.util.find_spec(f"{package}.settings") is None:
            continue
        for _, found in inspect.getmembers(importlib.import_module(f"{package}.settings"), inspect.isclass):
            if issubclass(found, BaseSettings) and found is not BaseSettings:
                plain = [name for name, field in found.model_fields.items() if not nested(field.annotation)]
                names |= {f"{found.model_config['env_prefix']}{name}".upper() for name in plain}
    return names


def nested(annotation: object) -> bool:
    return inspect.isclass(annotation) and issubclass(annotation, BaseSettings)


def test_every_variable_is_documented_and_every_documented_one_is_read() -> None:
    assert sorted(DOCUMENTED) == sorted(read_by_the_code() | COMPOSE_ONLY | SET_UP_ONLY)


def test_each_variable_has_a_sentence_above_it() -> None:
    for block in EXAMPLE.strip().split("\n\n")[1:]:
        sentence, variable = block.split("\n")
        assert re.fullmatch(r"# [A-Z].*\.", sentence), block
        assert re.fullmatch(r"#?TILLHOUSE_[A-Z_]+=\S+", variable), block


def test_no_tracked_file_names_a_variable_that_nothing_reads() -> None:
    found = subprocess.run(
        ["git", "grep", "-ohE", r"\bTILLHOUSE_[A-Z_]*[A-Z]\b"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    assert set(found) - set(DOCUMENTED) == set()
