import pytest

from smockproxy.engines.pythontraces import STATELESS, may_leave_traces


@pytest.mark.parametrize(
    "source",
    [
        "",
        "return 201, {'id': state.incr('n')}",
        "import json, re\nfrom datetime import datetime, UTC\nreturn 200, json.dumps(datetime.now(UTC).year)",
        "response['headers']['A'] = 'b'\ndef f(a):\n    a[0] = 1\nclass C:\n    x = 1",
        "account = state.get('a')\naccount['balance'] += 1\ndel account['x']\nwhile True: pass",
        "from urllib.parse import quote",
    ],
)
def test_what_only_computes_leaves_none(source):
    assert not may_leave_traces(source)


@pytest.mark.parametrize(
    "source",
    [
        "import os",
        "import json, sys",
        "from random import seed",
        "from . import x",
        "import json\njson.dumps = None",
        "import json\ndel json.dumps",
        "import json\njson.x += 1",
        "import re\nre.x['a'] = 1",
        "request.body['a'] = 1",
        "().__class__",
        "__builtins__['len'] = None",
        "__import__('os')",
        "exec('import os')",
        "open('x', 'w')",
        "setattr(x, 'y', 1)",
        "global x",
        "x =",
        "a\0b",
        "(" * 1000,
    ],
)
def test_others_may(source):
    assert may_leave_traces(source)


def test_modules_with_memory_are_not_among_the_stateless():
    assert STATELESS.isdisjoint(
        {"os", "sys", "random", "logging", "locale", "decimal", "builtins", "threading"}
    )
