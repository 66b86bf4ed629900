"""Where notifications live."""
