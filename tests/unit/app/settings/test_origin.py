import pytest

from smockproxy.app.settings.origin import DEFAULT, Layer, Origin, Source


@pytest.mark.parametrize(
    ("origin", "text"),
    [
        (Origin(Source.FLAG, "--port"), "flag --port"),
        (Origin(Source.ARGUMENT, "PATH"), "argument PATH"),
        (Origin(Source.VARIABLE, "SMOCKPROXY_PORT"), "variable SMOCKPROXY_PORT"),
        (Origin(Source.DOTENV, "SMOCKPROXY_PORT", ".env", 3), ".env:3: SMOCKPROXY_PORT"),
        (Origin(Source.FILE, "port", "smockproxy.toml"), "smockproxy.toml: port"),
        (DEFAULT, "default"),
    ],
)
def test_an_origin_says_where(origin, text):
    assert str(origin) == text


def test_a_layer_may_be_empty():
    assert (Layer().written, Layer().problems, Layer().folder) == ({}, (), None)
