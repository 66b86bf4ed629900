"""Measures what this project promises of its speed, each against a baseline in the same run."""
