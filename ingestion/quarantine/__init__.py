"""Rows and files that are kept out: kept with their bytes, shown, and let in."""
