"""Planted rumors with known truth, and the contract tests for plugged-in files."""
