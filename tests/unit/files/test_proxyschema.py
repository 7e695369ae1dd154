from smockproxy.files.proxyfields import ProxyWire
from smockproxy.files.proxyschema import PROXY_FRAGMENTS, PROXY_KEYS_TEXT, PROXY_MODELS, PROXY_TEXT


def test_every_key_has_a_text():
    assert {name: set(texts) for name, texts in PROXY_TEXT.items()} == {
        name: set(model.model_fields) for name, model in PROXY_MODELS.items()
    }
    assert set(PROXY_KEYS_TEXT) < ProxyWire.keys()


def test_a_fragment_of_the_schema_says_what_a_type_takes():
    assert PROXY_FRAGMENTS["RedirectStatus"] == {"enum": [301, 302, 307, 308]}
