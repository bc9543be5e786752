"""What must become of it all: the truth of each file, sales, and the history of customers and products."""
