"""Invented registers of any size, the same for the same seed: for trials, measurements and tests of cost.

`syllables` makes the names, `dates` the partial dates, `marks` the markings, `rows` whatever else a row says;
`population` makes who and what there is (teams, sources, places, actors, processes), `ties` what happens between
them (linkages, evidence), `bodies` what bodies have, `activities` what goes on around the talks, `protection` what
people agreed to and what threatens them; `loading` copies the rows in. `world.generate` does it all. Nothing here
resembles anybody.
"""
