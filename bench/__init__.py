"""Measurements, run by hand: `python bench/walls.py`, `python bench/pages.py`. docs/performance.md has results."""
