import logging
from types import SimpleNamespace

from smockproxy.proxy.legacylog import keep


class Events(logging.Handler):
    def install(self) -> None:
        logging.getLogger().addHandler(self)

    def uninstall(self) -> None:
        logging.getLogger().removeHandler(self)


def test_the_log_is_told_to_addons_while_one_listens() -> None:
    events, root = Events(), logging.getLogger()
    deaf, listening = SimpleNamespace(), SimpleNamespace(add_log=print)
    events.install()
    keep(events, SimpleNamespace(chain=[deaf]))
    assert events not in root.handlers
    above = SimpleNamespace(addons=[listening])
    for _ in range(2):
        keep(events, SimpleNamespace(chain=[deaf, above]))
        assert root.handlers.count(events) == 1
    keep(events, SimpleNamespace(chain=[]))
    assert events not in root.handlers
