"""The landing zone as it is: files of a contract, triggers, and everything else with a reason."""

import os
from pathlib import Path

import pytest

from ingestion.contracts import load_contracts
from ingestion.landing.zone import Landing, has_changed, look, still_growing, within
from ingestion.settings import IngestSettings
from warehouse.errors import TillhouseError
from warehouse.settings import WarehouseSettings


def put(root: Path, relative: str, content: str = "x") -> Path:
    path = root / relative
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)
    return path


def seen(root: Path) -> Landing:
    return look(root, load_contracts().values())


def reasons(root: Path) -> dict[str, str]:
    return {item.path: item.reason for item in seen(root).strange}


def test_files_and_triggers_are_told_by_their_path(tmp_path: Path) -> None:
    put(tmp_path, "retail/invoices/b.csv")
    put(tmp_path, "retail/invoices/a.csv")
    put(tmp_path, "storefront/orders_2025_01_15.csv")
    put(tmp_path, "storefront/trigger_2025_01_15.json")
    landing = seen(tmp_path)
    assert [(file.relative, file.contract.key, file.parts) for file in landing.files] == [
        ("retail/invoices/a.csv", "retail__invoices", {}),
        ("retail/invoices/b.csv", "retail__invoices", {}),
        ("storefront/orders_2025_01_15.csv", "storefront__orders", {"batch_date": "2025_01_15"}),
    ]
    assert [trigger.relative for trigger in landing.triggers] == ["storefront/trigger_2025_01_15.json"]
    assert landing.strange == ()


@pytest.mark.parametrize(
    "name",
    [
        "retail/invoices/A.CSV",
        "retail/invoices/a.Csv.GZ",
        "app/events/a.JSONL",
        "app/inventory/a.XLSX",
        "storefront/orders_2025_01_15.CSV",
    ],
)
def test_a_suffix_matches_in_any_case(tmp_path: Path, name: str) -> None:
    put(tmp_path, name)
    put(tmp_path, "storefront/trigger_2025_01_15.JSON")
    landing = seen(tmp_path)
    assert [file.relative for file in landing.files] == [name]
    assert len(landing.triggers) == 1
    assert landing.files[0].contract.format_of(name) in name.lower()


def test_a_folder_in_another_case_is_another_folder(tmp_path: Path) -> None:
    put(tmp_path, "Retail/invoices/a.csv")
    assert set(reasons(tmp_path)) == {"Retail/invoices/a.csv"}


def test_hidden_names_and_the_root_are_not_ours(tmp_path: Path) -> None:
    for name in ("truth.json", "a.csv", ".later/1/retail/a.csv", "_work/a.csv", "retail/invoices/.a.csv.part"):
        put(tmp_path, name)
    put(tmp_path, "retail/invoices/_half.csv")
    assert seen(tmp_path) == Landing((), (), ())


def test_what_no_contract_names_is_reported(tmp_path: Path) -> None:
    put(tmp_path, "retail/invoices/deep/a.csv")
    put(tmp_path, "retail/invoices/a.csv.bz2")
    put(tmp_path, "somewhere/a.csv")
    assert set(reasons(tmp_path)) == {"retail/invoices/deep/a.csv", "retail/invoices/a.csv.bz2", "somewhere/a.csv"}
    assert set(reasons(tmp_path).values()) == {"no contract names this path; see ingestion/contracts"}


def test_pipe_link_and_linked_folder_are_never_read(tmp_path: Path) -> None:
    root, elsewhere = tmp_path / "landing", tmp_path / "elsewhere"
    secret = put(elsewhere, "secret.csv")
    folder = put(root, "retail/invoices/good.csv").parent
    os.mkfifo(folder / "pipe.csv")
    (folder / "link.csv").symlink_to(secret)
    (folder / "nowhere.csv").symlink_to(folder / "gone")
    (root / "storefront").symlink_to(elsewhere)
    (root / "retail" / "loop").symlink_to(root)
    assert [file.relative for file in seen(root).files] == ["retail/invoices/good.csv"]
    found = reasons(root)
    assert found["retail/invoices/pipe.csv"].startswith("is a pipe, not a regular file")
    assert found["retail/invoices/link.csv"].startswith("is a link, not a regular file")
    assert found["retail/invoices/nowhere.csv"].startswith("is a link")
    assert found["retail/loop"].startswith("is a link")


def test_folder_called_like_a_file_is_only_a_folder(tmp_path: Path) -> None:
    (tmp_path / "retail/invoices/x.csv").mkdir(parents=True)
    put(tmp_path, "retail/invoices/a.csv")
    assert [file.relative for file in seen(tmp_path).files] == ["retail/invoices/a.csv"]


def test_folder_that_cannot_be_listed_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "retail/invoices/a.csv")
    put(tmp_path, "storefront/orders_2025_01_15.csv")
    real = os.scandir

    def refuse(path: str) -> object:
        if Path(path).name == "invoices":
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert reasons(tmp_path) == {"retail/invoices": "cannot be listed: Permission denied"}
    assert len(seen(tmp_path).files) == 1


def test_landing_zone_that_is_not_there_yet_is_empty_and_one_that_is_a_file_is_not(tmp_path: Path) -> None:
    assert seen(tmp_path / "later") == Landing((), (), ())
    assert reasons(put(tmp_path, "file")) == {".": "cannot be listed: Not a directory"}


def test_file_that_goes_while_we_look_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "retail/invoices/a.csv")
    put(tmp_path, "retail/invoices/b.csv")
    real = Path.lstat

    def vanish(self: Path) -> os.stat_result:
        if self.name == "a.csv":
            raise FileNotFoundError
        return real(self)

    monkeypatch.setattr(Path, "lstat", vanish)
    assert [file.relative for file in seen(tmp_path).files] == ["retail/invoices/b.csv"]


def test_growing_replaced_and_removed_files_have_changed(tmp_path: Path) -> None:
    paths = [put(tmp_path, f"retail/invoices/{name}.csv") for name in "abcd"]
    same, grown, touched, removed = seen(tmp_path).files
    paths[1].write_text("xx")
    os.utime(paths[2], (1, 1))
    paths[3].unlink()
    assert [has_changed(file) for file in (same, grown, touched, removed)] == [False, True, True, True]


def test_only_fresh_files_are_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old, fresh = put(tmp_path, "retail/invoices/a.csv"), put(tmp_path, "retail/invoices/b.csv")
    os.utime(old, (1_000_000_000, 1_000_000_000))
    files = seen(tmp_path).files
    slept: list[float] = []

    def write_on(seconds: float) -> None:
        slept.append(seconds)
        fresh.write_text("more")

    monkeypatch.setattr("ingestion.landing.zone.time.sleep", write_on)
    assert still_growing(files[:1], 5.0) == set()
    assert slept == []
    assert still_growing(files, 5.0) == {"retail/invoices/b.csv"}


def test_paths_choose_files_and_folders_inside_only(tmp_path: Path) -> None:
    root = tmp_path / "landing"
    first = put(root, "retail/invoices/a.csv")
    put(root, "retail/invoices/b.csv")
    outside = put(tmp_path, "outside.csv")
    files = seen(root).files
    assert [file.path.name for file in within(files, root, [first])] == ["a.csv"]
    assert len(within(files, root, [Path("retail")])) == 2
    for wrong in (outside, root / ".." / "outside.csv", Path("/etc/passwd")):
        with pytest.raises(TillhouseError, match="outside the landing zone"):
            within(files, root, [wrong])
    with pytest.raises(TillhouseError, match="does not exist"):
        within(files, root, [Path("retail/invoices/c.csv")])


def test_settings_say_where_files_land_and_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("TILLHOUSE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("TILLHOUSE_HOME", str(tmp_path))
    settings = IngestSettings()
    assert (settings.landing_dir, settings.archive_dir) == (tmp_path / "landing", tmp_path / "archive")
    assert settings.work_dir == tmp_path / "work"
    monkeypatch.setenv("TILLHOUSE_LANDING", str(tmp_path / "elsewhere" / "in"))
    assert IngestSettings().archive_dir == tmp_path / "elsewhere" / "archive"
    monkeypatch.setenv("TILLHOUSE_LANDING", "s3://bucket/in")
    with pytest.raises(TillhouseError, match="s3://bucket/in"):
        _ = IngestSettings().landing_dir


@pytest.mark.parametrize("value", ["-1", "soon", "inf", "nan"])
def test_waiting_time_must_be_a_time(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("TILLHOUSE_STABLE_SECONDS", value)
    with pytest.raises(ValueError, match="stable_seconds"):
        IngestSettings(warehouse=WarehouseSettings())
