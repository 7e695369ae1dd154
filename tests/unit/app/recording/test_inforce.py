from dataclasses import replace

import pytest

from smockproxy.app.recording.choosing import Wanted
from smockproxy.app.recording.inforce import InForce
from smockproxy.core.http import Response
from smockproxy.core.mock import Mock, Source
from smockproxy.core.recorded import Recorded
from smockproxy.core.recordmode import RecordMode
from smockproxy.core.responders import Fixed

BEGAN = 1_795_000_000.0
ANY = Wanted()


def mock(file, at=None):
    made = Mock(id=file, responder=Fixed(Response()), source=Source(file, 1))
    return made if at is None else replace(made, recorded=Recorded(at))


def held_back(tmp_path, mode, made, wanted=ANY):
    return InForce(mode, wanted, tmp_path / "recorded", BEGAN).of([made]) == ()


@pytest.mark.parametrize("mode", [RecordMode.NEW, RecordMode.ALL, RecordMode.ONCE])
def test_what_this_run_records_does_not_answer(tmp_path, mode):
    file = f"{tmp_path}/recorded/a.test/x.yml"

    assert held_back(tmp_path, mode, mock(file, BEGAN + 1))
    assert held_back(tmp_path, mode, mock(file, BEGAN - 1)) is (mode is RecordMode.ALL)
    assert not held_back(tmp_path, mode, mock(file))


def test_recordings_of_servers_that_are_not_recorded_anew_answer(tmp_path):
    wanted = Wanted(hosts=("a.test",))

    assert held_back(tmp_path, RecordMode.ALL, mock(f"{tmp_path}/recorded/a.test_8443/x.yml", 1), wanted)
    assert not held_back(tmp_path, RecordMode.ALL, mock(f"{tmp_path}/recorded/b.test/x.yml", 1), wanted)
    assert not held_back(tmp_path, RecordMode.ALL, mock(f"{tmp_path}/other/a.test/x.yml", 1), wanted)


def test_mocks_of_the_api_answer(tmp_path):
    made = replace(mock("x", BEGAN + 1), source=None)

    assert not held_back(tmp_path, RecordMode.ALL, made)
