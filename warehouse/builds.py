"""Where the state of builds lies: the schema of the warehouse's own, and the SQL that makes its tables anywhere."""

from pathlib import Path

STATE = "ops"
TABLES = Path(__file__).with_name("builds.sql")
