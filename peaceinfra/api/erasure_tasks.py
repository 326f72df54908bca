"""What the worker does for erasures."""

from contextlib import suppress

from procrastinate import JobContext
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import Status

from peaceinfra.api.erasing import carry_out_all
from peaceinfra.core.erasures import CARRY_OUT
from peaceinfra.core.jobs import SILENT_SECONDS, app, enqueue

RESUME = "erasures.resume"
#: One at a time: what two confirmed at once goes one after the other.
LOCK = "erasures"


@app.task(name=CARRY_OUT, lock=LOCK)
def carry_out() -> None:
    carry_out_all()


@app.periodic(cron="* * * * *")
@app.task(name="erasures.look", queueing_lock="erasures.look")
def look(timestamp: int) -> None:
    """What was confirmed and is not done, whyever."""
    enqueue(CARRY_OUT, once=CARRY_OUT)


@app.periodic(cron="* * * * * */20")
@app.task(name=RESUME, queueing_lock=RESUME, pass_context=True)
async def resume(context: JobContext, timestamp: int) -> None:
    """What a worker had begun that died counts for begun no longer: no other erasure is done beside it.

    It is found again, as all that is not done; the next job of it may wait already.
    """
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(task_name=CARRY_OUT, seconds_since_heartbeat=SILENT_SECONDS):
        await manager.finish_job(job, Status.FAILED, delete_job=True)
        with suppress(AlreadyEnqueued):
            await context.app.configure_task(CARRY_OUT, queueing_lock=CARRY_OUT).defer_async()
