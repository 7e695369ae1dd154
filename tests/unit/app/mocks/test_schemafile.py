from smockproxy.app.mocks.schemafile import generated
from smockproxy.cli.schema import shipped_schema


def test_what_is_shipped_is_what_the_models_say():
    assert shipped_schema() == generated(), "run `make docs`"
