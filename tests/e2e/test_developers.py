"""A developer has a place of her own on production's server: the same files, and nobody sees what she builds."""

import shutil
from pathlib import Path

import pytest

from orchestration.transform.manifest import prepared_manifest
from tests.database import query
from tests.e2e.changing import copied_project, replaced
from tests.e2e.kept import LATE, land
from tests.e2e.processes import DBT_PROJECT, RUN, Started, all_succeeded, dbt, ended, started
from tests.e2e.truth import content_hashes
from warehouse.settings import get_settings

pytestmark = pytest.mark.usefixtures("four_shops")
SALES = "models/marts/core/facts/fct_sales.sql"


@pytest.fixture
def published_project(tmp_path: Path) -> Path:
    """A folder with the manifest of what is published, for `--state`."""
    shutil.copy(prepared_manifest(get_settings()), tmp_path / "manifest.json")
    return tmp_path


def of(developer: str, *words: str, project: Path = DBT_PROJECT) -> Started:
    """A dbt command of a developer, started."""
    command = dbt(*words, "--target", "dev", project=project, scratch=developer)
    return started(command, TILLHOUSE_DEV_USER=developer)


def marts(prefix: str = "") -> dict[str, str]:
    """Hashes of the marts a build made, by name."""
    found = content_hashes(tuple(f"{prefix}build_{layer}" for layer in ("core", "kpi", "pii")))
    return {name.removeprefix(prefix): value for name, value in found.items() if name.startswith(f"{prefix}build_")}


def nobody_else_sees(developer: str) -> None:
    schemas = query(
        "select nspname, nspowner::regrole::text from pg_namespace where nspname ~ %s", [f"^dev_{developer}_"]
    )
    assert {owner for _, owner in schemas} == {"transformer"}
    assert f"dev_{developer}_ops" in {name for name, _ in schemas}
    for name, _ in schemas:
        for role in ("reader", "privacy"):
            assert query("select has_schema_privilege(%s, %s, 'usage')", [role, name]) == [(False,)]


def test_a_changed_model_is_tried_beside_production_with_defer_and_clone(
    published_project: Path, tmp_path: Path
) -> None:
    before, builds = content_hashes(), query("select count(*) from ops.builds")
    changed = copied_project(tmp_path)
    replaced(
        changed / SALES, "sales_lines.total_price,", "cast(sales_lines.total_price as numeric(18, 4)) as total_price,"
    )
    state = ("--state", str(published_project))
    built = of("ann", "build", "--select", "fct_sales", "--defer", *state, project=changed)
    all_succeeded([ended(built)])
    cloned = of("ann", "clone", "--select", "dim_date", *state)
    all_succeeded([ended(cloned)])
    found, production = marts("dev_ann_"), marts()
    assert found == {name: production[name] for name in ("build_core.fct_sales", "build_core.dim_date")}
    assert query("select count(*) from dev_ann_ops.publications") == [(0,)]
    assert (content_hashes(), query("select count(*) from ops.builds")) == (before, builds)
    nobody_else_sees("ann")


@pytest.mark.reliability
def test_two_developers_and_production_build_at_the_same_time(all_at_once: dict[str, str], tmp_path: Path) -> None:
    before = content_hashes()
    changed = copied_project(tmp_path)
    replaced(
        changed / "models/marts/kpi/sales/kpi_revenue.sql",
        "dates.full_date as sales_date",
        "dates.full_date + 1 as sales_date",
    )
    every = [
        of("ann", "build"),
        of("bob", "build", project=changed),
        started(dbt("build", scratch="production")),
    ]
    processes = [ended(process) for process in every]
    all_succeeded(processes)
    assert not any("waiting for" in process.printed for process in processes)
    assert content_hashes() == before
    production, of_ann, of_bob = marts(), marts("dev_ann_"), marts("dev_bob_")
    assert of_ann == production
    assert {name for name in production if of_bob[name] != production[name]} <= {"build_kpi.kpi_revenue"}
    land(LATE)
    all_succeeded([ended(process) for process in (started(RUN), of("ann", "build"))])
    assert content_hashes() == all_at_once
    all_succeeded([ended(of("ann", "build"))])
    assert marts("dev_ann_") == marts()
    assert query("select count(*) > 1 from dev_ann_ops.publications") == [(True,)]
    nobody_else_sees("ann")
    nobody_else_sees("bob")
