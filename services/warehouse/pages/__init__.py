"""The warehouse's pages, a module a noun, on the same operations and queries as its routes."""
