"""Invented registers of any size, the same for the same seed: for trials, measurements and tests of cost.

`syllables` makes the names, `dates` the partial dates, `marks` the markings; `standing` makes who and what
there is (teams, sources, actors, bodies, processes), `ties` what happens between them (linkages, evidence);
`loading` copies the rows in. `world.generate` does it all. Nothing here resembles anybody.
"""
