from dataclasses import dataclass

import pytest
from mitmproxy.hooks import Hook, UpdateHook
from mitmproxy.proxy.layers.http import HttpRequestHook
from mitmproxy.test import tflow

from smockproxy.proxy import hookargs

OWN = Hook.args


@dataclass
class ExampleOfThreeHook(Hook):
    first: int
    second: str
    third: object = None


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(Hook, "args", OWN)
    hookargs.quicken.cache_clear()
    hookargs.quicken()
    hookargs.quicken()


@pytest.mark.parametrize(
    "hook", [ExampleOfThreeHook(1, "b"), UpdateHook([1, 2]), HttpRequestHook(tflow.tflow())]
)
def test_the_arguments_are_those_of_mitmproxy(hook):
    assert Hook.args is not OWN
    for _ in range(2):
        assert hook.args() == OWN(hook)
    hook.__dict__["else"] = "not a field"
    assert hook.args() == OWN(hook)
