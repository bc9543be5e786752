"""Scores compare hand-made findings with hand-made truth: loss lowers recall, a false alarm lowers precision."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.defects.checks import Check, injected
from benchmarks.defects.score import (
    CheckCount,
    FileEnd,
    Finding,
    Observed,
    Score,
    natural_flags,
    score_check,
    score_files,
    score_rows,
    spurious,
    summary,
)
from seeds_gen.answers.truth import BatchEntry, FileEntry, Truth

RAGGED, PHONE = "reject:too_few_fields", "warn:STOREFRONT_CUSTOMERS_PHONE_INVALID"
ENTRY = FileEntry(
    path="shop/a.csv",
    source="shop",
    feed="orders",
    wave=1,
    sha256="aa",
    rows=10,
    rejects={"too_few_fields": 2},
    rule_rejects={},
    rule_warnings={},
    state="loaded",
    defects={"ragged_row": 2},
    labels={"ragged_row": [(3, RAGGED), (7, RAGGED)]},
)
END = FileEnd("loaded", 10, 2)
NOTHING_NATURAL: Counter[tuple[str, str]] = Counter()


def truth(*entries: FileEntry, batches: tuple[BatchEntry, ...] = ()) -> Truth:
    return Truth(Path("truth.json"), {}, entries, batches, ())


def findings(*records: int, outcome: str = RAGGED) -> frozenset[Finding]:
    return frozenset(Finding("shop/a.csv", "aa", record, outcome) for record in records)


def rows(observed: Observed, defect: str = "ragged_row", natural: Counter[tuple[str, str]] = NOTHING_NATURAL) -> Score:
    score = score_rows(truth(ENTRY), defect, observed, natural)
    assert score is not None
    return score


def test_rows_that_ended_as_labelled_score_full_marks() -> None:
    score = rows(Observed(findings(3, 7) | findings(1, 2, outcome="accepted")))
    assert (score.recall, score.precision, score.met) == (1.0, 1.0, True)


def test_a_row_that_was_not_found_lowers_recall_only() -> None:
    score = rows(Observed(findings(3)))
    assert (score.recall, score.precision, score.met) == (0.5, 1.0, False)


def test_a_good_row_that_was_refused_lowers_precision_only() -> None:
    score = rows(Observed(findings(3, 7) | findings(4, outcome="rule:STOREFRONT_ORDERS_AMOUNT_MISSING")))
    assert score.recall == 1.0
    assert score.precision == pytest.approx(2 / 3)


def test_a_row_refused_for_another_reason_than_its_label_says_counts_on_both_sides() -> None:
    score = rows(Observed(findings(3) | findings(7, outcome="reject:malformed_quote")))
    assert (score.recall, score.precision) == (0.5, 0.5)


def test_flags_that_files_get_without_defects_are_not_held_against_a_class() -> None:
    entry = replace(ENTRY, defects={"bad_phone": 1}, labels={"bad_phone": [(3, PHONE)]})
    observed = Observed(findings(3, 5, 6, outcome=PHONE))
    natural = natural_flags(Observed(findings(1, outcome=PHONE)))
    score = score_rows(truth(entry), "bad_phone", observed, natural)
    assert score == Score("bad_phone", "1 rows in 1 files", 1, 2, 1)


def test_a_flag_on_a_record_that_is_damaged_in_another_way_is_no_false_alarm() -> None:
    entry = replace(
        ENTRY, labels={"bad_phone": [(3, PHONE)], "bad_email": [(4, "rule:STOREFRONT_CUSTOMERS_EMAIL_INVALID")]}
    )
    for record, found in ((4, 1), (5, 2)):
        observed = Observed(findings(3, record, outcome=PHONE))
        score = score_rows(truth(entry), "bad_phone", observed, NOTHING_NATURAL)
        assert score == Score("bad_phone", "1 rows in 1 files", 1, found, 1)


def test_a_class_that_strikes_no_row_has_no_row_score() -> None:
    assert score_rows(truth(ENTRY), "bom", Observed(findings(3, 7)), NOTHING_NATURAL) is None


def test_a_file_counts_when_its_state_and_its_counts_are_the_expected_ones() -> None:
    entry = replace(ENTRY, defects={"bom": 1}, labels={})
    key = ("shop/a.csv", "aa")
    for end, hits in ((END, 1), (FileEnd("held"), 0), (FileEnd("loaded", 9, 2), 0), (FileEnd("loaded", 10, 1), 0)):
        assert score_files(truth(entry), "bom", Observed(files={key: end})) == Score("bom", "1 files", 1, hits, hits)


def test_another_file_that_ended_wrongly_lowers_the_precision_of_files() -> None:
    struck = replace(ENTRY, path="shop/b.csv", defects={"bom": 1}, labels={})
    files = {("shop/b.csv", "aa"): END, ("shop/a.csv", "aa"): FileEnd("held"), ("shop/unknown.csv", "cc"): END}
    score = score_files(truth(ENTRY, struck), "bom", Observed(files=files))
    assert score == Score("bom", "1 files", 1, 3, 1)


def test_a_batch_that_must_be_held_and_is_not_is_missed() -> None:
    batch = BatchEntry("shop/trigger.json", "2024-03-01", 1, "held")
    for state, hits in (("held", 1), ("loaded", 0)):
        observed = Observed(files={("shop/a.csv", "aa"): END}, batches=[("shop/trigger.json", state)])
        assert score_files(truth(ENTRY, batches=(batch,)), "broken_json", observed) == Score(
            "broken_json", "0 files, 1 batches", 1, hits, hits
        )


def test_a_check_is_scored_by_how_many_rows_it_found() -> None:
    few, many = score_check("d", "c", CheckCount(4, 3)), score_check("d", "c", CheckCount(4, 5))
    assert (few.recall, few.precision) == (0.75, 1.0)
    assert (many.recall, many.precision) == (1.0, 0.8)


def test_rows_injected_for_a_check_are_those_of_files_that_count() -> None:
    held = replace(ENTRY, path="shop/b.csv", state="held")
    other = replace(ENTRY, path="shop/c.csv", feed="customers")
    assert injected(truth(ENTRY, held, other), "ragged_row", Check("shop", "some_check", "orders")) == 2


def test_nothing_injected_is_never_full_marks() -> None:
    assert Score("d", "nothing", 0, 0, 0).met is False


def test_refused_rows_of_a_clean_run_are_false_alarms() -> None:
    observed = Observed(findings(1, outcome="accepted") | findings(2) | findings(3, outcome=PHONE))
    assert spurious(observed) == sorted(findings(2))


def test_the_summary_names_the_classes_that_miss() -> None:
    good, bad = Score("bom", "files", 1, 1, 1), Score("ragged_row", "rows", 4, 4, 3)
    assert summary([good, bad, good]) == ("1 of 2 classes reach 99% recall and precision; missed: ragged_row")
