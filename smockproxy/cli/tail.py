"""What `smockproxy history tail` follows: the exchanges of a smockproxy that may go away and come back."""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import click

from smockproxy.cli.exchangeline import exchange_line, wants_colours
from smockproxy.testing.client import Client
from smockproxy.testing.errors import ClientError, NotReachableError
from smockproxy.testing.eventstream import ServerEvent

PAUSE = 1.0
"""Seconds until a smockproxy that is gone is looked for again."""
ALL_THAT_IS_NEW = 1000
"""What is asked of one that comes back when there was nothing at all before it went."""


def followed(
    client: Client, query: Mapping[str, Any], pause: Callable[[float], None], say: Callable[[str], None]
) -> Iterator[ServerEvent]:
    """Its events, for ever. Raises `ClientError` if it isn't there to begin with, or refuses."""
    asked, last_event, has_begun, is_gone = dict(query), "", False, False
    while True:
        try:
            for event in client.listen_events(last_event=last_event, **asked):
                if is_gone:
                    say("It is back.")
                has_begun, is_gone, last_event = True, False, event.id or last_event
                yield event
        except NotReachableError:
            if not has_begun:
                raise
        if not is_gone:
            say(f"{client.address.url} is gone; waiting for it to come back.")
        is_gone, asked["last"] = True, ALL_THAT_IS_NEW
        pause(PAUSE)


def follow(client: Client, query: Mapping[str, Any], *, as_json: bool) -> None:
    """Print exchanges as they come, and what else there is to say to standard error. Raises `ClientError`."""
    is_coloured = wants_colours(os.environ, is_terminal=sys.stdout.isatty())
    for event in followed(client, query, time.sleep, say):
        if event.name == "exchange":
            line = event.data if as_json else exchange_line(json.loads(event.data), is_coloured=is_coloured)
            click.echo(line, color=is_coloured)
        elif event.name == "missed":
            say(warning(json.loads(event.data)))
        elif event.name == "error":
            raise ClientError(str(json.loads(event.data)["message"]))


def say(words: str) -> None:
    """Tell the user, without getting in between the exchanges."""
    click.echo(words, err=True)


def warning(missed: Mapping[str, int | str | None]) -> str:
    """What could not be told."""
    many = "Some" if missed["exchanges"] is None else missed["exchanges"]
    return f"{many} exchanges are not shown: {missed['reason']}."
