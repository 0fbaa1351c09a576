"""The warehouse's HTTP API, a module a noun, under `/warehouse/api/v1`."""
