"""How days and times are written, for each language: FORMAT_MODULE_PATH."""
