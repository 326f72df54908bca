"""One sheet per source: rows of every kind in a grid, typed, pasted or from a file, checked and saved together.

A sheet becomes a proposal of its writer's own (`peaceinfra.proposals`): the same reading finds what is named, the same
rules find what is wrong, and the services write it.
"""
