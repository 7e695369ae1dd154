from types import SimpleNamespace

import pytest

from smockproxy.proxy.scripts import BODY_OPTIONS, want_whole_bodies


def master(*scripts: object, **options: object):
    loader = SimpleNamespace(addons=[SimpleNamespace(addons=[script]) for script in scripts])
    return SimpleNamespace(addons={"scriptloader": loader}, options=SimpleNamespace(**options))


def test_without_scripts_bodies_are_streamed() -> None:
    assert not want_whole_bodies(master())
    assert not want_whole_bodies(SimpleNamespace(addons={}, options=SimpleNamespace()))


@pytest.mark.parametrize("hook", ["request", "response"])
def test_a_script_with_a_hook_for_whole_messages_wants_whole_bodies(hook: str) -> None:
    assert want_whole_bodies(master(SimpleNamespace(**{hook: print})))
    assert want_whole_bodies(master(SimpleNamespace(addons=[SimpleNamespace(**{hook: print})])))


def test_other_hooks_are_for_heads_only() -> None:
    assert not want_whole_bodies(master(SimpleNamespace(requestheaders=print, responseheaders=print)))
    assert not want_whole_bodies(master(SimpleNamespace(request="not a function")))


@pytest.mark.parametrize("option", BODY_OPTIONS)
def test_options_that_change_bodies_want_whole_ones(option: str) -> None:
    assert want_whole_bodies(master(**{option: ["something"]}))
    assert not want_whole_bodies(master(**{option: []}))
