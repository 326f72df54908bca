"""What the worker does with files that are brought in."""

from django.db import InterfaceError, OperationalError, connection
from procrastinate import JobContext, RetryStrategy
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

from peaceinfra.core.jobs import RESUMED, SILENT_SECONDS, app
from peaceinfra.core.visibility.intake_sql import EXPIRE
from peaceinfra.intake.intakes import WORK
from peaceinfra.intake.working import work

#: Where the database did not answer, or two writes collided.
AGAIN = RetryStrategy(max_attempts=8, exponential_wait=4, retry_exceptions={OperationalError, InterfaceError})
RESUMED.add(WORK)


@app.task(name=WORK, retry=AGAIN, priority=-1, pass_context=True)
def work_on_intake(context: JobContext, *, intake: int, account: int) -> None:
    work(intake, account, is_last=context.job.attempts >= AGAIN.max_attempts)


@app.periodic(cron="* * * * * */20")
@app.task(name="intakes.resume", queueing_lock="intakes.resume", pass_context=True)
async def resume(context: JobContext, timestamp: int) -> None:
    """Those whose worker died are taken again. Their transaction was taken back, or had ended: then nothing is done."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(task_name=WORK, seconds_since_heartbeat=SILENT_SECONDS):
        try:
            await manager.retry_job(job)
        except UniqueViolation:
            # It had ended, and was begun anew: that waits already, and the next one is not held up by this one.
            await manager.finish_job(job, Status.FAILED, delete_job=True)


@app.periodic(cron="41 3 * * *")
@app.task(name="intakes.expire", queueing_lock="intakes.expire")
def expire(timestamp: int) -> None:
    """Previews that were left alone do not keep their files for ever."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {EXPIRE.name}()")
