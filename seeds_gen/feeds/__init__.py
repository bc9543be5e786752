"""What the shops write: the feeds of each, and what tells the two marketplaces apart."""
