"""Which models a mutant can change the code of, so that their unit tests are asked."""

import json
import re
from collections import defaultdict
from collections.abc import Callable

from orchestration.transform.manifest import prepared_manifest
from tests.mutants.operators import Mutant
from warehouse.settings import WarehouseSettings

_MACRO = re.compile(r"\{%-?\s*macro\s+(\w+)")


def tested_models(settings: WarehouseSettings) -> Callable[[Mutant, str], list[str]]:
    """A function that names the models with unit tests whose own SQL a mutant is in, given the text of its file."""
    manifest = json.loads(prepared_manifest(settings).read_bytes())
    tested = {test["model"] for test in manifest["unit_tests"].values()}
    nodes = {key: node for key, node in manifest["nodes"].items() if node["name"] in tested}
    readers: dict[str, set[str]] = defaultdict(set)
    for key, one in {**manifest["macros"], **nodes}.items():
        for macro in one["depends_on"]["macros"]:
            readers[macro].add(key)

    def below(key: str) -> set[str]:
        found, asked = set(), [key]
        while asked:
            found.add(one := asked.pop())
            asked += readers[one] - found
        return found

    def named(mutant: Mutant, text: str) -> list[str]:
        if mutant.path.startswith("macros/"):
            macro = _MACRO.findall(text, 0, mutant.edit.start)[-1:]
            keys = below(f"macro.tillhouse.{macro[0]}") if macro else set()
            return sorted(node["name"] for key, node in nodes.items() if key in keys)
        return sorted(node["name"] for node in nodes.values() if node["original_file_path"] == mutant.path)

    return named
