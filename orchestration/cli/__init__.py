"""The `tillhouse` command.

Each command imports what it needs when it runs: dbt alone takes seconds, and `tillhouse status` needs none of it.
"""

from orchestration.cli.app import main

__all__ = ["main"]
