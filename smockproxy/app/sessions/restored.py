"""Sessions from outside put into an instance: those of an import, or of an earlier run."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from smockproxy.app.sessions.imported import ExportedSession, numbered
from smockproxy.app.sessions.instance import Instance
from smockproxy.core.session import Session

STEP = 50
"""Exchanges that are put in at once."""


def restore(instance: Instance, exported: Iterable[ExportedSession]) -> None:
    """Take these sessions, with their history, in place of all there are; the last one is in force."""
    for _ in restoring(instance, exported):
        pass


def restoring(instance: Instance, exported: Iterable[ExportedSession]) -> Iterator[None]:
    """The same in steps, between which requests can be answered, by the sessions that are taken.

    Who begins must go on to the end.
    """
    taken = tuple(exported)
    instance.history.forget_name(instance.name)
    begun = []
    for each in taken:
        session = Session(each.facts, instance.seed)
        each.put_into(session)
        begun.append(session)
    instance.sessions.replace_all(begun)
    entries = (entry for each in taken for entry in numbered(each.entries, instance.next_exchange_id))
    for number, entry in enumerate(entries, 1):
        instance.history.append(replace(entry, session_name=instance.name))
        if number % STEP == 0:
            yield
