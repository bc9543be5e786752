"""README and docs name only commands, folders and files that exist; CI itself runs `make demo` and `make test`."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from orchestration.cli.app import app

ROOT = Path(__file__).parents[3]
README = (ROOT / "README.md").read_text()
PAGES = [
    ROOT / "README.md",
    *sorted((ROOT / "docs").rglob("*.md")),
    ROOT / "dbt_project" / "macros" / "incremental" / "README.md",
]
TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
TILLHOUSE = typer.main.get_command(app)
# Programs of the system that a page may use as they are, and words of the shell.
SYSTEM = {"cat", "cd", "cp", "echo", "git", "tar", "docker"}
# What a page hands to a command on its input is no command.
HEREDOC = re.compile(r"<<'?(\w+)'?\n.*?^\1$", re.MULTILINE | re.DOTALL)


def commands(page: Path) -> list[str]:
    """Every command line of the page's shell blocks, and every inline `make …` and `tillhouse …`."""
    text = page.read_text()
    blocks = re.findall(r"^```(?:bash|sh|console)\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    scripts = [HEREDOC.sub("", block) for block in blocks]
    lines = [part for script in scripts for line in script.splitlines() for part in re.split(r"&&|\|", line)]
    without_blocks = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    inline = re.findall(r"`((?:make|tillhouse|dbt) [a-z][^`\n]*)`", without_blocks)
    return [line.strip() for line in lines + inline if line.strip() and not line.strip().startswith("#")]


COMMANDS = [pytest.param(line, id=f"{page.name}: {line[:50]}") for page in PAGES for line in commands(page)]


@pytest.mark.parametrize("line", COMMANDS)
def test_a_documented_command_exists(line: str) -> None:
    program, *words = shlex.split(line, comments=True)
    if program == "make":
        assert set(words) <= TARGETS
    elif program == "tillhouse":
        check_tillhouse(words)
    else:
        assert program in SYSTEM or Path(sys.executable).with_name(program.removeprefix(".venv/bin/")).exists()


def check_tillhouse(words: list[str]) -> None:
    """The subcommand is one of `tillhouse --help`, and takes the options that are given."""
    command = TILLHOUSE
    while known := getattr(command, "commands", None):
        assert words[0] in known
        command, words = known[words[0]], words[1:]
    if command.name != "psql":  # its options are psql's
        options = {name for parameter in command.params for name in parameter.opts}
        assert {word.split("=")[0] for word in words if word.startswith("--")} <= options


def test_the_pages_do_name_commands() -> None:
    assert {"make demo", "make test"} <= {shlex.join(shlex.split(line, comments=True)) for line in commands(PAGES[0])}


def test_the_map_shows_every_top_level_folder_and_no_other() -> None:
    tracked = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\n")
    folders = {path.split("/")[0] for path in tracked if "/" in path and not path.startswith(".")}
    assert set(re.findall(r"^\| `(\w+)/` \|", README, re.MULTILINE)) == folders


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_to_files(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text())
    assert [link for link in links if not (page.parent / link).exists()] == []
