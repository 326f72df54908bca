"""What the worker does for erasures."""

from peaceinfra.api.erasing import carry_out_all
from peaceinfra.core.erasures import CARRY_OUT
from peaceinfra.core.jobs import app, enqueue

#: One at a time: what two confirmed at once goes one after the other.
LOCK = "erasures"


@app.task(name=CARRY_OUT, lock=LOCK)
def carry_out() -> None:
    carry_out_all()


@app.periodic(cron="* * * * *")
@app.task(name="erasures.look", queueing_lock="erasures.look")
def look(timestamp: int) -> None:
    """What a worker that died had begun is done by another."""
    enqueue(CARRY_OUT, once=CARRY_OUT)
