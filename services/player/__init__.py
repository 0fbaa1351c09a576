"""The demo's player: one board's request from portrait to hand-over, through URLs, files and the `scanner` command.

It imports no other part of the project: what it can do, anybody with an account and a scanner can.
"""
