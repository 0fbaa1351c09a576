"""What callers of the warehouse send and get, a module a noun; shared by its routes and its pages."""
