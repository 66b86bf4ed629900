"""The tests of the Python package, laid out as the package is."""
