"""What the worker does for webhooks, and for the jobs themselves."""

from procrastinate import JobContext
from procrastinate.jobs import Status

from peaceinfra.api.webhooks.delivering import deliver, deliver_again, deliver_test, is_due
from peaceinfra.core.jobs import RESUMED, SILENT_SECONDS, app, enqueue
from peaceinfra.core.subscriptions import AGAIN, TEST, active

DELIVER = "webhooks.deliver"

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
        if job.task_name in RESUMED:
            continue
        await manager.finish_job(job, Status.FAILED, delete_job=True)


@app.periodic(cron="* * * * * */10")
@app.task(name="webhooks.look", queueing_lock="webhooks.look", priority=1)
def look(timestamp: int) -> None:
    """Which subscriptions have something to be told. It asks the feed: what is written adds no job by itself."""
    for subscription in active():
        if is_due(subscription):
            enqueue(DELIVER, once=f"{DELIVER} {subscription.pk}", subscription=subscription.pk)


@app.task(name=DELIVER)
def deliver_what_is_due(*, subscription: int) -> None:
    deliver(subscription)


@app.task(name=TEST)
def send_test(*, subscription: int) -> None:
    deliver_test(subscription)


@app.task(name=AGAIN)
def send_letter_again(*, letter: int) -> None:
    deliver_again(letter)
