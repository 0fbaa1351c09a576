"""The scanner: pixels and keys in, scans out; it knows HTTP and nothing of the services."""
