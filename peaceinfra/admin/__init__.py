"""The screens of those who enter and correct: Django's own admin, under our rules.

`core.roles` says who may use it, `visible_to` what it shows, `processes.services` writes. Nothing is
deleted here, and Django's own log of actions is not kept: the history is written by triggers.
"""
