"""Ways out of the server: what a message is, and how it gets to where an address says."""
