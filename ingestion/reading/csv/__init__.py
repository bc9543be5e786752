"""Read csv files of any quality into the one shape the database loads."""
