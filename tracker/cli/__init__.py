"""The command line: thin wrappers, nothing decided here."""
