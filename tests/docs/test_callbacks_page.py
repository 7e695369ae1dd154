"""docs/callbacks.md is true: its table has every key, and its numbers are those of the program."""

from smockproxy.core.callbacks import LONGEST_PAUSE, PATIENCE
from smockproxy.files.callbackfields import MOST_CALLBACKS, MOST_RETRIES, CallbackWire
from smockproxy.proxy.callbackclient import MOST_READ
from smockproxy.proxy.callbacks import MOST_WAITING
from tests.acceptance.harness.paths import ROOT

TEXT = (ROOT / "docs" / "callbacks.md").read_text(encoding="utf-8")


def test_every_key_has_its_line() -> None:
    keys = CallbackWire.keys()
    assert not {key for key in keys if f"\n| `{key}` | " not in TEXT}


def test_its_numbers() -> None:
    assert f"may have {MOST_CALLBACKS} of them" in TEXT
    assert f"up to {MOST_RETRIES};" in TEXT
    assert f"`{PATIENCE:g}s` unless given" in TEXT
    assert f"{MOST_READ // 1024} KiB are read" in TEXT
    assert f"{MOST_WAITING:,} callbacks may wait" in TEXT
    assert LONGEST_PAUSE == 60
