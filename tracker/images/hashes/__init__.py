"""Perceptual hashes, one file each."""
