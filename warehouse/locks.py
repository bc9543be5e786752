"""Advisory locks: the numbers must differ from each other, and from anything else that locks in this database."""

import hashlib

from warehouse.builds import STATE

# One loader at a time; held for the length of a load.
LOADER_LOCK = 7_414_002
# One build at a time; held for the length of a build, and by whoever changes what a running build may be reading.
BUILD_LOCK = 7_414_010


def build_lock(state_schema: str) -> int:
    """The lock of the builds whose state lies in this schema: `ops` for the warehouse, a developer's own beside it."""
    if state_schema == STATE:
        return BUILD_LOCK
    return int.from_bytes(hashlib.sha256(state_schema.encode()).digest()[:8], signed=True)
