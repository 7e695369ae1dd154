"""Sessions from outside put into an instance: those of an import, or of an earlier run."""

from collections.abc import Iterable
from dataclasses import replace

from smockproxy.app.instance import Instance
from smockproxy.app.sessionimport import ExportedSession, numbered
from smockproxy.core.session import Session


def restore(instance: Instance, exported: Iterable[ExportedSession]) -> None:
    """Take these sessions, with their history, in place of all there are; the last one is in force."""
    instance.history.forget_name(instance.name)
    begun = []
    for each in exported:
        session = Session(each.facts, instance.seed)
        each.put_into(session)
        begun.append(session)
        for entry in numbered(each.entries, instance.next_exchange_id):
            instance.history.append(replace(entry, session_name=instance.name))
    instance.sessions.replace_all(begun)
