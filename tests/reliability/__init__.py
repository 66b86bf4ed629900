"""The promises of reliability, R1 to R11: short in ``make test``, in full by ``make soak``."""
