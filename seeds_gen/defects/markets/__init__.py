"""Defects of the marketplaces' feeds."""
