"""Tests of the benchmarks: what they count, what they notice, and that the page says what they found."""
