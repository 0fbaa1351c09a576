"""The HTTP edge: where a request is admitted, its transaction opened, its refusal shown."""
