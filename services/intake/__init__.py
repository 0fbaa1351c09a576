"""Intake: what boards need and ask for: needs portraits, delivery addresses, requests and grants."""
