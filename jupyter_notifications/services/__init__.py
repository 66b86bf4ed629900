"""The services of the server extension."""
