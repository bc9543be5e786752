"""The shops there are, in the order in which they are written."""

from collections.abc import Sequence

from seeds_gen.errors import GeneratorError, check_names
from seeds_gen.shops.app import shop as app
from seeds_gen.shops.markets import shop as markets
from seeds_gen.shops.retail import shop as retail
from seeds_gen.shops.source import SourceKind
from seeds_gen.shops.storefront import shop as storefront

SOURCES: dict[str, SourceKind] = {kind.name: kind for kind in (retail.KIND, storefront.KIND, markets.KIND, app.KIND)}


def resolve(sources: str | Sequence[str]) -> tuple[str, ...]:
    """Return the sources meant by `all`, one name, several separated by commas, or a sequence, in their own order.

    Raises:
        GeneratorError: A name is unknown, or there is none.
    """
    asked = [name.strip() for name in sources.split(",")] if isinstance(sources, str) else list(sources)
    if asked == ["all"]:
        return tuple(SOURCES)
    check_names("source", asked, ("all",), SOURCES)
    if not asked:
        raise GeneratorError("no source is named", f"known: all, {', '.join(SOURCES)}")
    return tuple(name for name in SOURCES if name in asked)
