"""Follow docs/work-on-models.md to the letter in a copy of the project; what it quotes is what the code says."""

import re
from pathlib import Path

import pytest

from tests.e2e.document import ROOT, follow

DOCUMENT = "docs/work-on-models.md"
SAYS = re.compile(r"^\| `([^`]+)` \|", re.MULTILINE)
# Said by dbt itself.
DBTS_OWN = {"This model has an enforced contract that failed"}


@pytest.mark.reliability
def test_the_document_changes_a_fact_and_adds_a_kpi(copy: Path) -> None:
    follow(DOCUMENT, copy)


def test_what_the_document_quotes_is_said_somewhere() -> None:
    said = set(SAYS.findall((ROOT / DOCUMENT).read_text())) - {"warehouse", "dev"} - DBTS_OWN
    assert len(said) > 8
    files = [
        *ROOT.glob("dbt_tillhouse/*.py"),
        *ROOT.glob("orchestration/cli/*.py"),
        *ROOT.glob("ingestion/**/*.py"),
        *ROOT.glob("dbt_project/macros/**/*.sql"),
    ]
    code = " ".join(re.sub(r'["\'~\s]+', " ", path.read_text()) for path in files)
    assert [sentence for sentence in said if not re.search(as_pattern(sentence), code)] == []


def as_pattern(sentence: str) -> str:
    """The fixed parts of a sentence; numbers and names of change sets stand for what is filled in."""
    parts = re.split(r"\d+|changed_\w+|…", sentence)
    return ".{0,60}?".join(re.escape(re.sub(r"\s+", " ", part)) for part in parts if part.strip())
