"""Read workbooks, which are archives that may unpack to anything, into the one shape the database loads."""
