"""Exports become checked tables of posts, accounts, media and rejects."""
