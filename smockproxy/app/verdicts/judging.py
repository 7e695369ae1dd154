"""The verdict on running sessions: on one when somebody asks, on all of them when the run ends."""

from collections.abc import Set
from functools import partial

from smockproxy.app.redaction import redaction_of
from smockproxy.app.sessions.instance import Instance
from smockproxy.app.sessions.instances import Instances
from smockproxy.app.verdicts.ending import Ending, ending_of
from smockproxy.app.verdicts.verify import NOT_AS_EXPECTED, Grounds, breaches_of, verdict_on
from smockproxy.core.breach import USUAL, Breach
from smockproxy.core.query import Query
from smockproxy.core.verify import Verdict
from smockproxy.store.errors import StoreError

UNASKED = Ending(0, "")
"""The end of a run on which no verdict is wanted."""


async def verdict_of(instance: Instance, fail_on: Set[Breach] = USUAL) -> Verdict:
    """The verdict on the session in force."""
    session, history = instance.engine.session.facts.id, instance.history
    entries = history.query(Query(session=instance.name, session_id=session))
    count_evicted = partial(history.evicted_from, instance.name, session)
    grounds = Grounds.of(instance.engine, entries, count_evicted, instance.traces.get)
    return await verdict_on(grounds, fail_on)


async def ending_as_asked(instances: Instances) -> Ending:
    """How the run ends: `UNASKED` if the settings don't say what it is to fail on. Raises `UsageError`."""
    settings = instances.unnamed.settings
    if not settings.fail_on:
        return UNASKED
    fail_on = breaches_of(settings.fail_on)
    try:
        verdicts = {each.name: await verdict_of(each, fail_on) for each in instances.all()}
    except StoreError as error:
        return Ending(NOT_AS_EXPECTED, f"There is no verdict: {error}\n")
    return ending_of(verdicts, redaction_of(settings))
