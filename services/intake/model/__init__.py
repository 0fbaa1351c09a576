"""Intake's states and rules, a module a noun."""
