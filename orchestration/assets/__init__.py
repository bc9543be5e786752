"""What the Dagster definitions do: decisions as pure functions, effects in the asset bodies."""
