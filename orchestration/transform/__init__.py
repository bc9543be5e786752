"""dbt in this process: what to build, building it, and how it ended."""
