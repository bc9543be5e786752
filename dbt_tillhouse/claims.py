"""What the database says about itself: which code made what lies there, and why that is not the code of now."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from dbt_tillhouse.fingerprints import Fingerprint
from dbt_tillhouse.graph import Node


@dataclass(frozen=True)
class Claim:
    """A row of `built_nodes`. One of a build that was to be published, and was not, does not hold."""

    fingerprint: Fingerprint
    build_id: int | None = None


def read_claim(text: str) -> Claim | None:
    """A claim as it was written down; None for a text of another version of this code."""
    try:
        parts = json.loads(text)
        build_id = parts.pop("build")
        return Claim(Fingerprint(**parts), build_id)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def holds(claim: Claim | None, now: Fingerprint, published: frozenset[int]) -> bool:
    """Whether what lies in the database was made by the code of now."""
    return claim is not None and claim.fingerprint.chain == now.chain and claim.build_id in {None, *published}


def changes(node: Node, claim: Claim | None, now: Fingerprint, *, is_there: bool) -> list[str]:
    """What changed about the node itself since it was built, in words; empty when all that changed is upstream."""
    if not is_there:
        return [f"{node.kind} {node.name} is not in the database"]
    if claim is None:
        return [f"{node.kind} {node.name} was not built to the end"]
    then = claim.fingerprint
    named = [f"{node.kind} {node.name} changed"] if then.code != now.code else []
    named += [f"the configuration of {node.name} changed"] if then.config != now.config else []
    named += [f"the columns of {node.name} changed"] if then.columns != now.columns else []
    named += [f"macro {name} changed" for name in _differing(then.macros, now.macros)] if not named else []
    if not named and then.chain == now.chain:
        named = [f"build {claim.build_id} of {node.name} was not published"]
    return named


def _differing(then: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    return sorted(name for name in {*then, *now} if then.get(name) != now.get(name))
