from types import SimpleNamespace

import pytest
from mitmproxy.addons import default_addons

from smockproxy.proxy import spares
from smockproxy.proxy.onboarding import Onboarding


def declared_by(addon: object) -> list[tuple[object, ...]]:
    """The options that an addon declares; what they are for is not compared."""
    found: list[tuple[object, ...]] = []

    def add_option(name, typespec, default, help, choices=None) -> None:  # noqa: A002
        found.append((name, str(typespec), default, choices and list(choices)))

    if hasattr(addon, "load"):
        addon.load(SimpleNamespace(add_option=add_option))
    return found


def commands_of(addon: object) -> set[str]:
    members = (getattr(addon, name, None) for name in dir(addon) if not name.startswith("__"))
    return {
        member.command_name for member in members if isinstance(getattr(member, "command_name", None), str)
    }


def module_of(addon: object) -> str:
    return type(addon).__module__.removeprefix(spares.ADDONS)


MITMPROXYS = {module_of(addon): addon for addon in default_addons()}
SPARES = {spare.module: spare for spare in spares.SPARES}


def test_the_table_is_of_the_mitmproxy_that_is_installed() -> None:
    assert spares.is_known()
    assert list(MITMPROXYS) == list(spares.ORDER)
    kept = {module for module, _ in spares.KEPT}
    assert {*SPARES, *kept, "onboarding"} == set(MITMPROXYS)
    assert not SPARES.keys() & kept


@pytest.mark.parametrize("module", SPARES)
def test_a_spare_is_as_mitmproxy_has_it(module: str) -> None:
    spare, addon = SPARES[module], MITMPROXYS[module]
    ours = [
        (each.name, str(each.typespec), each.default, each.choices and list(each.choices))
        for each in spare.options
    ]
    assert ours == declared_by(addon)
    assert set(spare.commands) == commands_of(addon)
    assert type(spare.made()) is type(addon)
    assert spare.name == getattr(addon, "name", type(addon).__name__.lower())
    assert spare.waking == {option[0] for option in ours}


def test_the_onboarding_app_has_its_options() -> None:
    assert declared_by(Onboarding()) == declared_by(MITMPROXYS["onboarding"])


def test_what_is_kept_stands_in_mitmproxys_order() -> None:
    ranks = [spares.rank(addon) for addon in spares.kept()]
    assert ranks == sorted(ranks)
    assert max(ranks) < spares.rank(object()) == len(spares.ORDER)
    assert [type(addon).__name__ for addon in spares.kept()] == [
        "Core",
        "Block",
        "DisableH2C",
        "Onboarding",
        "Proxyserver",
        "NextLayer",
        "TlsConfig",
    ]


def test_of_another_mitmproxy_nothing_is_known(monkeypatch) -> None:
    monkeypatch.setattr(spares, "VERSION", "13.0.0")
    assert not spares.is_known()
