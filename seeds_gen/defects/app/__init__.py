"""Defects of the mobile shop's feeds."""
