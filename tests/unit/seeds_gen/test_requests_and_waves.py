"""Bad requests are refused in one line with a remedy; later waves arrive where and when they should."""

import re
from datetime import date
from pathlib import Path

import pytest

from seeds_gen import GeneratorError, deliver, generate

DAY = date(2024, 3, 4)
SHOPS = "retail,storefront"


@pytest.mark.parametrize(
    ("change", "what", "remedy"),
    [
        ({"days": -1}, "days is -1", "at least one"),
        ({"days": 0}, "days is 0", "at least one"),
        ({"days": 4_000_000}, "end after the year 9999", "fewer"),
        ({"scale": 0.0}, "scale is 0.0", "above 0"),
        ({"scale": -2.0}, "scale is -2.0", "above 0"),
        ({"scale": float("nan")}, "scale is nan", "above 0"),
        ({"seed": -1}, "seed is -1", "from 0 on"),
        ({"retail_every_hours": 5}, "every 5 hours", "24 or a divisor"),
        ({"defects": "late_fiel"}, "'late_fiel'", "late_file"),
        ({"defects": ["bom", "xyzzy"]}, "'xyzzy'", "known: default, none"),
        ({"defects": "none,bom"}, "'none'", "none"),
        ({"sources": "retial"}, "'retial'", "did you mean retail?"),
        ({"sources": ["storefront", "xyzzy"]}, "'xyzzy'", "known: all, retail, storefront"),
        ({"sources": ()}, "no source", "known: all"),
        ({"sources": "retail", "defects": "bad_email"}, "'bad_email'", "for a source that has it"),
    ],
)
def test_a_bad_argument_is_named_with_its_value_and_a_remedy(
    tmp_path: Path, change: dict[str, object], what: str, remedy: str
) -> None:
    ask: dict[str, object] = {"days": 2, "seed": 1, "scale": 0.05, "defects": "none", **change}
    with pytest.raises(GeneratorError) as refused:
        generate(tmp_path / "out", DAY, **ask)  # type: ignore[arg-type]
    assert what in refused.value.what
    assert remedy in refused.value.remedy
    assert "\n" not in str(refused.value)
    assert not (tmp_path / "out").exists()


def test_a_folder_with_other_arguments_is_left_alone(tmp_path: Path) -> None:
    generate(tmp_path, DAY, 2, 1, 0.05, "none", sources=SHOPS)
    before = (tmp_path / "truth.json").read_bytes()
    with pytest.raises(GeneratorError, match=r"other arguments \(scale, seed\)"):
        generate(tmp_path, DAY, 2, 2, 0.1, "none", sources=SHOPS)
    assert (tmp_path / "truth.json").read_bytes() == before


def test_files_nobody_can_explain_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "retail" / "invoices").mkdir(parents=True)
    (tmp_path / "retail" / "invoices" / "2024-03-05.csv").write_text("mine")
    with pytest.raises(GeneratorError, match=r"2024-03-05\.csv exists"):
        generate(tmp_path, DAY, 2, 1, 0.05, "none", sources=SHOPS)
    assert (tmp_path / "retail" / "invoices" / "2024-03-05.csv").read_text() == "mine"


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    with pytest.raises(GeneratorError, match="is not a folder"):
        generate(tmp_path / "out", DAY, 2, 1, 0.05, "none", sources=SHOPS)


def test_more_file_defects_than_files_is_an_error_that_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(GeneratorError, match="more days or fewer defects"):
        generate(tmp_path / "out", DAY, 1, 1, 0.05, ["bom", "utf16_file"], sources=SHOPS)
    assert not (tmp_path / "out").exists()


def test_a_row_defect_that_finds_no_row_is_an_error_that_leaves_no_files_behind(tmp_path: Path) -> None:
    with pytest.raises(GeneratorError, match="no row fits the defect 'amount_outlier'"):
        generate(tmp_path / "out", DAY, 1, 6, 0.0001, ["price_mismatch", "amount_outlier"], sources=SHOPS)
    assert not [path for path in (tmp_path / "out").rglob("*") if path.is_file()]


def test_the_default_mix_fits_one_day_too(tmp_path: Path) -> None:
    truth = generate(tmp_path, DAY, 1, 1, 0.05, "default")
    assert {entry.wave for entry in truth.files} == {1}


def test_a_wave_arrives_with_its_triggers_last_and_only_once(tmp_path: Path) -> None:
    generate(tmp_path, DAY, 4, 1, 0.05, "late_file", sources=SHOPS)
    arrived = [path.relative_to(tmp_path) for path in deliver(tmp_path, 3)]
    names = [path.name for path in arrived]
    assert len(names) == 7
    assert names[-1].startswith("trigger_")
    assert all((tmp_path / path).is_file() for path in arrived)
    assert not (tmp_path / ".later").exists()
    with pytest.raises(GeneratorError, match=re.escape("no wave 3 waits")):
        deliver(tmp_path, 3)


def test_a_correction_does_not_overwrite_what_was_not_ingested(tmp_path: Path) -> None:
    generate(tmp_path, DAY, 4, 1, 0.05, "corrected_file_new_bytes", sources=SHOPS)
    with pytest.raises(GeneratorError, match="has not been ingested yet"):
        deliver(tmp_path, 2)
    for path in (tmp_path / ".later" / "2").rglob("*.*"):
        (tmp_path / path.relative_to(tmp_path / ".later" / "2")).unlink()
    assert len(deliver(tmp_path, 2)) == 7


def test_progress_counts_up_to_the_end_of_each_step(tmp_path: Path) -> None:
    seen: list[tuple[str, int, int]] = []
    generate(tmp_path, DAY, 3, 1, 0.05, "none", sources=SHOPS, on_progress=lambda *step: seen.append(step))
    assert [step for step in seen if step[0] == "retail"] == [("retail", done, 3) for done in (1, 2, 3)]
    assert [step for step in seen if step[0] == "storefront"] == [("storefront", done, 3) for done in (1, 2, 3)]
    assert seen[-1] == ("truth", 1, 1)


def test_nothing_half_written_is_visible_and_nothing_hidden_stays(tmp_path: Path) -> None:
    generate(tmp_path, DAY, 3, 1, 0.05, "none", sources=SHOPS)
    assert not [path for path in tmp_path.rglob(".*")]
