"""One file per kind of evidence for an edge; each ends in `RULE = Rule(...)`."""
