"""The published language: events, their envelope, value objects and dated reference data. Imports no other part."""
