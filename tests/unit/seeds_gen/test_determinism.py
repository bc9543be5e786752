"""The same arguments give the same bytes, whatever the process; other arguments give others."""

import hashlib
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

from seeds_gen import deliver, generate

ASK = (date(2024, 5, 1), 6, 3, 0.1, "default")


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_another_process_with_another_hash_seed_writes_the_same_bytes(tmp_path: Path) -> None:
    program = (
        "import sys; from datetime import date; from pathlib import Path; from seeds_gen import generate;"
        "generate(Path(sys.argv[1]), date(2024, 5, 1), 6, 3, 0.1, 'default')"
    )
    for number, threads in (("1", "1"), ("2", "2")):
        environment = {**os.environ, "PYTHONHASHSEED": number, "POLARS_MAX_THREADS": threads}
        subprocess.run([sys.executable, "-c", program, str(tmp_path / number)], check=True, env=environment)
    assert digests(tmp_path / "1") == digests(tmp_path / "2")
    generate(tmp_path / "here", *ASK)
    assert digests(tmp_path / "here") == digests(tmp_path / "1")


def test_asking_again_restores_the_same_files_even_after_delivery(tmp_path: Path) -> None:
    generate(tmp_path, *ASK)
    before = digests(tmp_path)
    (tmp_path / "retail" / "invoices" / "2024-05-01.csv").unlink()
    waves = sorted(int(path.name) for path in (tmp_path / ".later").iterdir())
    for path in tmp_path.rglob("*.*"):
        if path.is_file() and ".later" not in path.parts and path.name != "truth.json":
            path.unlink()
    for wave in waves:
        for path in deliver(tmp_path, wave):
            path.rename(path.with_name(f"_{path.name}")) if wave == 2 and "_copy" not in path.name else None
    for path in tmp_path.rglob("_*"):
        path.unlink()
    generate(tmp_path, *ASK)
    assert digests(tmp_path) == before


def test_the_seed_changes_every_file(tmp_path: Path) -> None:
    generate(tmp_path / "a", date(2024, 5, 1), 2, 1, 0.1, "none")
    generate(tmp_path / "b", date(2024, 5, 1), 2, 2, 0.1, "none")
    one, other = digests(tmp_path / "a"), digests(tmp_path / "b")
    assert set(one) == set(other)
    assert not [name for name in one if one[name] == other[name] and "trigger" not in name]


def test_a_longer_run_begins_with_the_shorter_one(tmp_path: Path) -> None:
    generate(tmp_path / "short", date(2024, 5, 1), 2, 1, 0.1, "none")
    generate(tmp_path / "long", date(2024, 5, 1), 4, 1, 0.1, "none")
    short, long = digests(tmp_path / "short"), digests(tmp_path / "long")
    del short["truth.json"]
    assert {name: long[name] for name in short} == short
