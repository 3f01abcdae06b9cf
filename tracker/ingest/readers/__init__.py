"""One file per export format; each ends in `READER = Reader(...)`."""
