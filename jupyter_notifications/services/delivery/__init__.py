"""What goes out of the server: by which rules, when, and what became of it."""
