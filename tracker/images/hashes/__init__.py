"""One file per perceptual hash; each ends in `HASH = Hash(...)`."""
