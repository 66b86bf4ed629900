"""Runs and kernels, as the server sees them: what ended, failed or died, also with no page open."""
