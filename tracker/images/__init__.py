"""Pictures become hashes, candidates, proofs and clusters."""
