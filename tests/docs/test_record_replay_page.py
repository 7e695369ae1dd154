"""docs/record-replay.md is true: its commands print what it says, its mocks are what recording makes."""

import os
from pathlib import Path

from smockproxy.app.recording.drafting import drafting
from smockproxy.app.settings.rows import BY_NAME
from smockproxy.core.http import Headers, Request, Response
from smockproxy.core.recordmode import RecordMode
from smockproxy.core.sequence import WhenUsedUp
from smockproxy.files.drafttext import draft_text
from smockproxy.record.answered import LONGEST_JSON, LONGEST_TEXT
from smockproxy.record.askedbody import LONGEST
from smockproxy.record.exchange import Exchange
from tests.acceptance.harness.paths import ROOT
from tests.docs.blocks import blocks_of
from tests.docs.reader import Reader, free_port, install_in

PAGE = ROOT / "docs" / "record-replay.md"
TEXT = PAGE.read_text(encoding="utf-8")
BLOCKS = blocks_of(PAGE)
(SHOWN,) = [block.text for block in BLOCKS if block.language == "yaml"]
TOKEN = "redacted-5b1f0c9a2e"


def exchange(
    second: int, method: str, path: str, answer: bytes, body: bytes = b"", token: str = ""
) -> Exchange:
    sent = [("Content-Type", "application/json")] if body else []
    known = [("Authorization", f"Bearer {token}")] if token else []
    headers = Headers.of([("Host", "api.shop.test"), *sent, *known])
    request = Request(method, "https", "api.shop.test", 443, f"/v1{path}", headers, body)
    response = Response(200, Headers.of([("Content-Type", "application/json"), ("Date", "now")]), answer)
    return Exchange(request, response, 1_795_341_600.0 + second, 0.031, str(second + 1))


EXCHANGES = [
    exchange(
        0,
        "POST",
        "/login",
        f'{{"token": "{TOKEN}"}}'.encode(),
        b'{"user": "ann", "password": "redacted-9d0e4f7a31"}',
    ),
    exchange(1, "GET", "/parcel", b'{"state": "packing"}', token=TOKEN),
    exchange(2, "GET", "/parcel", b'{"state": "sent", "price": 9.5}', token=TOKEN),
]


def test_every_command_of_the_tutorial_prints_what_it_says(tmp_path: Path) -> None:
    path = f"{install_in(tmp_path)}:{os.environ['PATH']}"
    ports = {port: free_port() for port in ("8090", "8091", "9000")}
    reader = Reader(tmp_path, ports, {"PATH": path, "XDG_STATE_HOME": str(tmp_path / "state")})
    for block in BLOCKS:
        if block.language == "python":
            reader.writes(block.above.split("`")[-2], block.text)
    end = TEXT.index("## Recording")
    tutorial = [block for block in BLOCKS if TEXT.index(block.text) < end]
    assert reader.finds_true(tutorial) > 10


def test_the_mocks_are_what_recording_makes() -> None:
    drafts = drafting()(EXCHANGES)
    assert "\n".join(map(draft_text, drafts)) == SHOWN


def test_words_and_numbers() -> None:
    for word in (*(mode.value for mode in RecordMode), *(end.value for end in WhenUsedUp)):
        assert f"`{word}`" in TEXT
    assert f"{LONGEST_TEXT >> 10} KiB" in TEXT
    assert f"{LONGEST_JSON >> 10} KiB" in TEXT
    assert LONGEST == LONGEST_TEXT


def test_every_flag_of_recording_is_in_the_page() -> None:
    rows = [row for name, row in BY_NAME.items() if name.startswith("record") or name == "when_used_up"]
    assert not [row.flag for row in rows if f"`{row.flag}" not in TEXT]
