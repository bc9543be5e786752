"""From the bytes of a file to canonical csv and damaged records: a folder a format."""
