"""The loader's steps are timed from outside: every step must still exist, and be as it was afterwards."""

import pytest

from benchmarks import phases


@pytest.mark.parametrize(("label", "module", "name"), phases.PHASES)
def test_every_phase_names_a_step_of_the_loader(label: str, module: str, name: str) -> None:
    owner, attribute = phases.resolve(module, name)
    assert callable(getattr(owner, attribute)), label


def test_steps_are_timed_inside_the_block_and_restored_after_it() -> None:
    from ingestion.ledger import ledger

    before = ledger.claim
    with phases.timed() as seconds:
        assert ledger.claim is not before
        with pytest.raises(TypeError):
            ledger.claim()  # type: ignore[call-arg]
    assert ledger.claim is before
    assert seconds["claim"] > 0
    assert seconds["archive"] == 0


def test_what_no_phase_explains_is_shown_and_parts_of_a_phase_count_once() -> None:
    rest = phases.with_rest({"dlt": 3.0, "dlt.load": 2.0, "count": 1.0}, 5.0)
    assert rest["everything else"] == 1.0
