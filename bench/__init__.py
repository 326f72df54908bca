"""Measurements, run by hand: `python bench/walls.py`, `python bench/pages.py`. docs/performance.md has results."""

from tests.signed_in import count_as_with_factor

count_as_with_factor()
