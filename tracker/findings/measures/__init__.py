"""One file per question; each function is marked with `@measure`."""
