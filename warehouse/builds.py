"""Where the state of builds lies, the SQL that makes its tables anywhere, and how a connection outlives a build."""

from pathlib import Path
from typing import Any

STATE = "ops"
TABLES = Path(__file__).with_name("builds.sql")
# The lock's connection is idle while dbt builds: not to be forgotten by a firewall, and not to wait for a dead server.
KEEP_ALIVE: dict[str, Any] = {
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,
}
