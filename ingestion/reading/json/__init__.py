"""Read JSON of any quality, lines or an array, into the one shape the database loads."""
