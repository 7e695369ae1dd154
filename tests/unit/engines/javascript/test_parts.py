"""Parts that are made when they are first asked for can't be told from what was there from the beginning."""

import pytest

from smockproxy.engines.javascript.parts import PARTS, SHOWN
from tests.unit.engines.javascript.running import body, failure


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("Object.keys(globalThis)", "state"),
        ("typeof Date + typeof req + typeof res + typeof console", "functionobjectobjectobject"),
        ("'req' in globalThis && globalThis.hasOwnProperty('mock')", "true"),
        ("Object.keys(console)", "log,info,warn,error,debug"),
        ("[log.name, Date.name, req.header.name]", "log,Date,"),
        ("(request = 5, req.path + request)", "/orders/75"),
        ("(Date = null, Date)", "null"),
        ("(delete globalThis.log, typeof log)", "undefined"),
        ("(request.path = '/x', [req.path, request.path])", "/orders/7,/x"),
        ("(request.headers = 5, [req.headers.host, request.headers])", "shop.test,5"),
        ("(request.body = 7, [req.body, request.body])", "7,7"),
        ("(req.pathParams.id = 9, request.path_params.id)", "9"),
        ("(() => { 'use strict'; mock = 3; return mock })()", "3"),
        ("(Object.keys = Object.entries = Reflect.apply = null, req.headers.host)", "shop.test"),
        ("(Proxy = eval = null, [req.query.name, new Date().getTime()])", "ann,1700000000500"),
        ("(String.prototype.toLowerCase = null, req.headers.Host)", "shop.test"),
        ("(0, eval)('request.path') + Function('return mock.id')()", "/orders/7m1"),
        ("res === res.status(201)", "true"),
    ],
)
def test_a_part_is_as_if_it_had_been_there(expression: str, text: str):
    assert body(f"return {{body: String({expression})}}") == text


def test_the_request_has_its_parts_in_order():
    keys = "method,scheme,host,url,path,path_params,path_segments,query_params,headers,cookies"
    assert body("return {body: Object.keys(request).join()}") == f"{keys},body,body_string,body_bytes"


def test_what_is_not_there_is_still_not_defined():
    assert failure("\nrequests.path") == ("ReferenceError: 'requests' is not defined", 2)


def test_lines_of_a_failure_in_a_part_are_the_scripts():
    assert failure("\n\nreq.header({toString() { throw new Error('boom') }})") == ("Error: boom", 3)


def test_each_part_is_one_line():
    assert {text.count("\n") for text in PARTS.values()} == {0}
    assert PARTS.keys() >= set(SHOWN)
