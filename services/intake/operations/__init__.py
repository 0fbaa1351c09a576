"""Intake's use cases, a module a noun: one function each, inside the transaction that the edge opened."""
