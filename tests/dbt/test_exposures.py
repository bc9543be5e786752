"""The pages of the dashboard, as the project names them: each shows marts, each mart is shown, somebody answers."""

from pathlib import Path

import yaml
from dbt.contracts.graph.manifest import Manifest

PROJECT = Path(__file__).resolve().parents[2] / "dbt_project"


def published(manifest: Manifest, *layers: str) -> set[str]:
    """Ids of the models of these folders of `models/marts`."""
    folders = tuple(f"models/marts/{layer}/" for layer in layers)
    return {key for key, node in manifest.nodes.items() if node.original_file_path.startswith(folders)}


def test_every_page_shows_models_and_none_that_readers_do_not_see(manifest: Manifest) -> None:
    pages = {page.name: set(page.depends_on.nodes) for page in manifest.exposures.values()}
    assert pages
    assert [name for name, shown in pages.items() if not shown] == []
    seen = published(manifest, "core", "kpi", "observability")
    assert {name: shown - seen for name, shown in pages.items() if shown - seen} == {}


def test_every_mart_is_on_a_page(manifest: Manifest) -> None:
    marts = {key for key in published(manifest, "kpi", "observability") if key.startswith("model.")}
    assert len(marts) > 20
    assert marts - {key for page in manifest.exposures.values() for key in page.depends_on.nodes} == set()


def test_whoever_answers_for_a_page_or_a_group_is_an_owner_that_the_project_names_once(manifest: Manifest) -> None:
    owners = yaml.safe_load((PROJECT / "dbt_project.yml").read_text())["vars"]["owners"].values()
    named = [*manifest.groups.values(), *manifest.exposures.values()]
    assert [one.name for one in named if {"name": one.owner.name, "email": one.owner.email} not in owners] == []
