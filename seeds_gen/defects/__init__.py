"""What goes wrong in the files: every defect, who gets which, and how a row is struck."""
