"""The hook in which scripts of mocks run: mitmproxy awaits it, and the exchange stands still meanwhile."""

from dataclasses import dataclass

from mitmproxy.proxy.commands import StartHook

from smockproxy.core.decision import Script
from smockproxy.proxy.exchange import Exchange


@dataclass
class ScriptRun:
    """A script that has to run for an exchange."""

    exchange: Exchange
    script: Script


@dataclass
class SmockScriptHook(StartHook):
    """Run a script; its outcome stands on the exchange afterwards."""

    run: ScriptRun
