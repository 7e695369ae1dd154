"""What time alone makes go: named sessions that nobody uses any more, and exchanges that are too old."""

import asyncio
import logging

from smockproxy.app.sessions.instances import Instances

LONGEST_PAUSE = 60.0
"""Seconds between two looks, at the most."""

logger = logging.getLogger("smockproxy")


async def drop_idle(instances: Instances, seconds: float) -> None:
    """Drop the names that were not used for so many seconds, until cancelled; 0 is never.

    None is dropped if the run ends with a verdict, which is on all that were used.
    """
    while seconds and not instances.unnamed.settings.fail_on:
        await asyncio.sleep(min(seconds, LONGEST_PAUSE))
        drop_idle_now(instances, seconds)


async def expire(instances: Instances) -> None:
    """Let go of exchanges that are older than the settings say, until cancelled."""
    instance = instances.unnamed
    while age := instance.settings.history_age:
        await asyncio.sleep(min(age, LONGEST_PAUSE))
        instance.history.expire(instance.clock())


def drop_idle_now(instances: Instances, seconds: float) -> None:
    """Drop them now, and say so in the log."""
    for name in instances.drop_idle(instances.unnamed.clock(), seconds):
        logger.info("forgot the session %s: not used for %d seconds", name, seconds)
