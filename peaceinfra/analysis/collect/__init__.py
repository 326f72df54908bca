"""The only door of analysis to the database: what a viewer may see, as plain facts, in a fixed number of queries.

Every queryset starts from `shown_to(viewer)`, and the database's own wall stands behind it.
"""

from peaceinfra.analysis.collect.actor import ActorFacts, collect_actor
from peaceinfra.analysis.collect.difference import TwoDays, collect_two_days
from peaceinfra.analysis.collect.first_rows import FirstRow, collect_first_rows
from peaceinfra.analysis.collect.history import Version, collect_history
from peaceinfra.analysis.collect.markings import collect_markings
from peaceinfra.analysis.collect.network import collect_network
from peaceinfra.analysis.collect.overview import Batch, Entry, collect_entries
from peaceinfra.analysis.collect.points import Point, collect_points, collect_points_of_processes
from peaceinfra.analysis.collect.process import ON_PAGE, collect_process
from peaceinfra.analysis.collect.processes import ProcessLine, collect_process_lines, researched_first
from peaceinfra.analysis.collect.record import RecordFacts, collect_record
from peaceinfra.analysis.collect.record_changes import (
    MOST_CHANGES,
    RecordChange,
    collect_changes,
    collect_process_changes,
)
from peaceinfra.analysis.collect.search import Found, collect_found
from peaceinfra.analysis.collect.several import collect_processes
from peaceinfra.analysis.collect.source import SourceFacts, collect_source
from peaceinfra.analysis.collect.subjects import Subject, collect_subjects

__all__ = [
    "MOST_CHANGES",
    "ON_PAGE",
    "ActorFacts",
    "Batch",
    "Entry",
    "FirstRow",
    "Found",
    "Point",
    "ProcessLine",
    "RecordChange",
    "RecordFacts",
    "SourceFacts",
    "Subject",
    "TwoDays",
    "Version",
    "collect_actor",
    "collect_changes",
    "collect_entries",
    "collect_first_rows",
    "collect_found",
    "collect_history",
    "collect_markings",
    "collect_network",
    "collect_points",
    "collect_points_of_processes",
    "collect_process",
    "collect_process_lines",
    "collect_process_changes",
    "collect_processes",
    "collect_record",
    "collect_source",
    "collect_subjects",
    "collect_two_days",
    "researched_first",
]
