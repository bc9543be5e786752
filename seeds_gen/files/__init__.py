"""From chunks to bytes: one file of the plan in each format, with its damage."""
