"""What lies in the landing zone or the archive, what of it can be loaded, and the move to the archive afterwards."""
