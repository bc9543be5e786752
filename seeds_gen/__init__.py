"""Deterministic generator of raw files, labelled defects and the expected answers."""
