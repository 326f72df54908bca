"""What the worker does for webhooks, and for the jobs themselves."""

from procrastinate import JobContext
from procrastinate.jobs import Status

from peaceinfra.core.jobs import SILENT_SECONDS, app

#: What failed is kept for so long, for the operator.
KEPT_HOURS = 7 * 24


@app.periodic(cron="17 * * * *")
@app.task(name="jobs.clear", queueing_lock="jobs.clear", pass_context=True)
async def clear(context: JobContext, timestamp: int) -> None:
    """Takes away the jobs that failed long ago, and those whose worker died: what they were for is found again."""
    manager = context.app.job_manager
    await manager.delete_old_jobs(
        KEPT_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
    )
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_SECONDS):
        await manager.finish_job(job, Status.FAILED, delete_job=True)
