"""What the data is: one typed, immutable table per file."""
