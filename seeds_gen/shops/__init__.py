"""The shops that write files: the seam they plug into, and what more than one of them draws on."""
