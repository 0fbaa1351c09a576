"""What intake's routes and forms take and give, a module a noun."""
