"""One file per output; each ends in `WRITER = Writer(...)`."""
