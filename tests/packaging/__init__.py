"""Tests of what is shipped, each in an environment of its own."""
