"""Intake's lists and figures, a module a noun; each a constant number of statements."""
