"""Backing up and restoring a service's database, and its numbers once it is older than what its peers heard."""
