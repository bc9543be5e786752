"""Dagster assets, sensors and the `tillhouse` command."""
