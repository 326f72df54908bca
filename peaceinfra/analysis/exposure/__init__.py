"""Who may know a record: what was noted of its readers, at which levels it stood when, which editions held it.

For security officers. What is asked of the database is asked as who asks: the log of readings answers to officers
alone, and to the operator.
"""

from peaceinfra.analysis.exposure.report import Exposure, collect_exposure

__all__ = ["Exposure", "collect_exposure"]
