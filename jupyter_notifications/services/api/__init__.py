"""The REST contract."""
