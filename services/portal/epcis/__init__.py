"""Custody as others read it: the log's events in EPCIS 2.0 (GS1, ISO/IEC 19987), a document of JSON-LD."""
