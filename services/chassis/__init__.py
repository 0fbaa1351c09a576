"""What every service stands on. Knows no device and no service."""
