"""The clearance below which an answer is not given, nor even counted.

Who hangs on one broker, who reaches whom and who is linked to nobody are lists of targets, even where each record
that they are made of is public.
"""

from peaceinfra.core.choices import Level
from peaceinfra.core.visibility import Viewer

#: That of lists of targets.
TARGETS = Level.INTERNAL


def is_open(floor: Level, viewer: Viewer) -> bool:
    return viewer.level >= floor
