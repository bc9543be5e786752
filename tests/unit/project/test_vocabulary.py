"""One word for one thing (docs/glossary.md): words that were given up do not come back, in names, texts or docs."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text()
# What a test is about may need another word; a lock file is nobody's prose.
NOT_READ = ("tests/", "uv.lock")

# A word, an example of it, and what to say instead.
GIVEN_UP = [
    (r"watermarks?", "a watermark", "interval"),
    (r"tombstones?", "a tombstone", "change set: a key of which nothing is left is in it"),
    (r"touched[ _]\w+", "touched_orders", "restated, changed, or struck by a defect"),
    (r"stated[ _]orders", "stated orders", "restated orders, or the orders of int_orders"),
    (r"counted[ _]rows", "counted_rows(log)", "current rows"),
    (r"twins?", "its twin", "duplicate (of a file), or a row that a later one repeats"),
    (r"hopeless", "hopeless: str", "blocked"),
    (r"see_work", "see_work()", "find_work"),
    (r"class room|room:", "class Room", "say what is left of what"),
    (r"replace_keys|latest_by_key|changed_file_ids|unless_logged", "replace_keys(", "changed_only, replace_changed"),
    (
        r"int_stated_orders|int_retail__order_parts|fct_daily_\w+|customer_first_orders",
        "fct_daily_revenue",
        "agg_daily",
    ),
]


def files() -> list[Path]:
    """Every tracked file that is read, text or not."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    return [ROOT / name for name in listed if name and not name.startswith(NOT_READ) and (ROOT / name).is_file()]


def places(word: str) -> list[str]:
    """Where the word stands by itself: as a name, or in a text."""
    pattern = re.compile(rf"(?<![A-Za-z])(?:{word})(?![A-Za-z])", re.IGNORECASE)
    found = []
    for path in files():
        lines = enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        found += [
            f"{path.relative_to(ROOT)}:{number}: {line.strip()}" for number, line in lines if pattern.search(line)
        ]
    return found


@pytest.mark.parametrize(("word", "example", "instead"), GIVEN_UP, ids=[example for _, example, _ in GIVEN_UP])
def test_a_word_that_was_given_up_stays_away(word: str, example: str, instead: str) -> None:
    assert re.search(word, example, re.IGNORECASE)
    assert places(word) == [], f"say {instead}"


def test_each_word_of_the_glossary_has_one_line() -> None:
    lines = [line for line in GLOSSARY.splitlines() if line.startswith("- ")]
    assert len(lines) > 40
    assert [line for line in lines if not re.match(r"- \*\*[^*]+\*\*.*[:;]? ", line) or len(line) > 160] == []
    words = [word for line in lines for word in re.findall(r"\*\*([^*]+)\*\*", line.split(": ")[0])]
    assert sorted(words) == sorted(set(words)), "a word with two meanings"
