"""After a contract or a rule is mended, a replay leads to the state of a load that never knew the mistake (I3)."""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from ingestion import replay
from ingestion.load.lock import loader_lock
from ingestion.quarantine.release import release
from ingestion.settings import get_ingest_settings
from orchestration.quarantine import candidates
from orchestration.transform import project
from tests import shop
from tests.conftest import use_home
from tests.contracts import changed, with_aliases
from tests.database import empty_warehouse, query
from tests.e2e import pipeline
from tests.e2e.changing import copied_project
from tests.e2e.kept import Kept, keep
from tests.e2e.truth import content_hashes, generated
from tests.reliability.invariants import check_ledger
from warehouse.connect import connect
from warehouse.settings import WarehouseSettings

RETAIL = "retail__invoices"
LOCAL = [
    shop.invoice_line(number).replace("HEART", "CAFETI\xc8RE" if number < 900002 else "C")
    for number in range(900000, 900020)
]


@dataclass(frozen=True)
class Right:
    """Files, the marts of a first load of them under the project as it is, and that warehouse."""

    files: Path
    marts: dict[str, str]
    kept: Kept


@pytest.fixture(scope="module")
def right(server_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Right:
    """Three believable days of all shops with defects, as they arrive, and the warehouse they lead to."""
    with pytest.MonkeyPatch.context() as patch:
        use_home(patch, server_home)
        empty_warehouse()
        generated("default", days=3, scale=0.1, sources="retail,storefront,markets,app")
        shutil.rmtree(shop.landing() / ".later", ignore_errors=True)
        files = tmp_path_factory.mktemp("right") / "files"
        shutil.move(shop.landing(), files)
        return Right(files, clean_load(files), keep("three_days"))


@pytest.fixture
def files(right: Right, warehouse: WarehouseSettings, tmp_path: Path) -> Path:
    """The files of `right`, to be damaged, and an empty warehouse."""
    return Path(shutil.copytree(right.files, tmp_path / "files"))


@pytest.fixture
def loaded(right: Right, warehouse: WarehouseSettings) -> Right:
    """The warehouse of `right`."""
    right.kept.put_back()
    return right


@pytest.fixture
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the dbt project, whose rules a test may change."""
    copy = copied_project(tmp_path)
    monkeypatch.setattr(project, "PROJECT_DIR", copy)
    return copy


def land(files: Path) -> None:
    shutil.copytree(files, shop.landing(), dirs_exist_ok=True)


def marts() -> dict[str, str]:
    """What everybody sees, but for the log of when a file was read."""
    hashes = content_hashes(("core", "kpi", "observability"))
    del hashes["observability.processing_log"]
    return hashes


def clean_load(files: Path) -> dict[str, str]:
    """The marts after a first load of the same bytes under the rules and contracts of now."""
    empty_warehouse()
    land(files)
    pipeline.run()
    return marts()


def replay_rejected(*, everything: bool = False) -> int:
    """Replay what `tillhouse quarantine replay` without arguments, or with --all, would; returns how many files."""
    with connect(get_ingest_settings().warehouse, "transformer") as connection:
        chosen = candidates(connection, everything=everything)
    replay([file.file_id for file in chosen])
    check_ledger()
    return len(chosen)


def differing(found: dict[str, str], expected: dict[str, str]) -> list[str]:
    return sorted(name for name in found.keys() | expected.keys() if found.get(name) != expected.get(name))


def test_a_mended_contract(files: Path) -> None:
    """A limit rejected rows and held files, an encoding rejected rows, and an alias was missing."""
    (files / "retail/invoices/local.csv").write_bytes("\n".join([shop.RETAIL_HEADER, *LOCAL]).encode("cp1252"))
    day = sorted((files / "retail/invoices").glob("2024*.csv"))[0]
    day.write_bytes(day.read_bytes().replace(b"Country", b"Land", 1))
    land(files)
    with changed(RETAIL, max_field_bytes=28):
        pipeline.run()
    before = marts()
    mended = with_aliases(RETAIL, "country", "Land")
    with changed(RETAIL, encoding="cp1252", columns=mended):
        assert replay_rejected()
        pipeline.run()
        after = marts()
        assert differing(after, before) != [], "the mistake did some harm"
        assert differing(after, clean_load(files)) == []


def test_a_mended_severity(right: Right, files: Path, rules: Path) -> None:
    seed = rules / "seeds/dq_rules.csv"
    mended = seed.read_text()
    wrong = re.sub(r"^(RETAIL_INVOICES_GUEST,.*),warn,", r"\1,error,", mended, flags=re.MULTILINE)
    assert wrong != mended
    assert differing(after_mending(files, seed, wrong, mended), right.marts) == []


@pytest.mark.reliability
def test_a_mended_expression(right: Right, files: Path, rules: Path) -> None:
    model = rules / "models/intermediate/checked/retail/chk_retail__invoices.sql"
    mended = model.read_text()
    wrong = mended.replace('"UNIT_PRICE_NEGATIVE": "unit_price < 0', '"UNIT_PRICE_NEGATIVE": "unit_price < 2')
    assert wrong != mended
    assert differing(after_mending(files, model, wrong, mended), right.marts) == []


def after_mending(files: Path, rule: Path, wrong: str, mended: str) -> dict[str, str]:
    """Load under the wrong rule, mend it and replay what was rejected; returns the marts then."""
    rule.write_text(wrong)
    land(files)
    pipeline.run()
    before = marts()
    rule.write_text(mended)
    assert replay_rejected()
    pipeline.run()
    after = marts()
    assert differing(after, before) != [], "the mistake did some harm"
    return after


@pytest.mark.reliability
def test_a_released_file(loaded: Right, tmp_path: Path) -> None:
    files = Path(shutil.copytree(loaded.files, tmp_path / "files"))
    damaged = [shop.invoice_line(900003), "1,2", shop.invoice_line(900004), "3"]
    (files / "retail/invoices/damaged.csv").write_text("\n".join([shop.RETAIL_HEADER, *damaged]) + "\n")
    shutil.copy(files / "retail/invoices/damaged.csv", shop.landing() / "retail/invoices/damaged.csv")
    assert pipeline.run().outcome is None, "a file that is held changes nothing downstream"
    assert differing(marts(), loaded.marts) == []
    settings = get_ingest_settings()
    with connect(settings.warehouse, "loader") as connection, loader_lock(settings.warehouse, connection, 1):
        release(connection, settings, "damaged.csv", "agreed with the shop")
    pipeline.run()
    after = marts()
    with changed(RETAIL, max_reject_rate=1.0):
        assert differing(after, clean_load(files)) == []


def test_unchanged_rules_change_nothing(loaded: Right) -> None:
    assert replay_rejected(everything=True) == query("select count(*) from ops.files where attempts = 2")[0][0]
    pipeline.run()
    assert differing(marts(), loaded.marts) == []
    pipeline.run(from_scratch=True)
    assert differing(marts(), loaded.marts) == []
