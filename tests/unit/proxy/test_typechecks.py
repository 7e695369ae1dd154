from dataclasses import fields

import pytest
from mitmproxy import http
from mitmproxy.http import RequestData, ResponseData
from mitmproxy.test import tutils

from smockproxy.proxy.typechecks import USUAL, quicken


@pytest.mark.parametrize("kind", [RequestData, ResponseData])
def test_every_field_of_a_message_is_known(kind):
    assert set(USUAL[kind]) == {field.name for field in fields(kind)}


@pytest.mark.parametrize("kind", [RequestData, ResponseData])
def test_the_usual_types_are_those_that_mitmproxy_has_annotated(kind):
    for field in fields(kind):
        for usual in USUAL[kind][field.name] - {type(None)}:
            is_whole_number_of_seconds = usual is int and "float" in str(field.type)
            assert usual.__name__ in str(field.type) or is_whole_number_of_seconds


def test_the_right_types_pass_and_the_wrong_ones_are_told_as_before():
    quicken()
    quicken()

    assert tutils.treq().data.port == 22
    assert tutils.tresp().data.status_code == 200
    assert http.Request.make("GET", "http://a.test/").data.host == "a.test"
    with pytest.raises(TypeError, match="port"):
        tutils.treq(port="80")
    with pytest.raises(TypeError, match="status_code"):
        tutils.tresp(status_code="200")
