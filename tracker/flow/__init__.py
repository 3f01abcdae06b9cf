"""The order of the stages, and what makes a case resumable."""
