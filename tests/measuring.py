"""What coverage does not follow."""

from contextlib import contextmanager

from coverage import Coverage


@contextmanager
def unmeasured():
    """Without the tracer, for what is long and is reached by measured tests too.

    The mark `no_cover` of pytest-cov leaves it on in the fixtures, and on altogether in a worker: there
    pytest-cov starts two measurements, and one that stops wakes the other.
    """
    stopped = []
    while measurement := Coverage.current():
        measurement.stop()
        stopped.append(measurement)
    try:
        yield
    finally:
        while stopped:
            stopped.pop().start()
