"""The report page: its parts, its style sheet and its one small script."""
