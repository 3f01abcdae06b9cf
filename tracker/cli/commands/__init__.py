"""One file per command; each ends in a click command named `command`."""
