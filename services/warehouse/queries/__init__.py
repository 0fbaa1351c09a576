"""What the warehouse shows, a module a noun: lists, figures and the pick list, set-based."""
