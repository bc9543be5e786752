"""Advisory locks: the numbers must differ from each other, and from anything else that locks in this database."""

# One loader at a time; held for the length of a load.
LOADER_LOCK = 7_414_002
# One build at a time; held for the length of a build, and by whoever changes what a running build may be reading.
BUILD_LOCK = 7_414_010
