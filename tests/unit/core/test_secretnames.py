import pytest

from smockproxy.core.secretnames import (
    is_harmless,
    is_secret_header,
    is_secret_parameter,
    is_suspicious,
    plain,
)


@pytest.mark.parametrize("name", ["X-Api-Key", "api_key", "apiKey", "API.KEY", "x-apikey", "api key"])
def test_spellings_of_a_name_are_one(name):
    assert plain(name) == "apikey"


def test_a_name_is_looked_at_to_some_length():
    assert len(plain("a" * 10_000)) == 100


@pytest.mark.parametrize(
    "name",
    [
        "Authorization",
        "proxy-authorization",
        "Cookie",
        "SET-COOKIE",
        "X-Api-Key",
        "X-Shop-Api-Key",
        "X-Auth-Token",
        "X-Amz-Security-Token",
        "Private-Token",
        "X-Vault-Token",
        "Ocp-Apim-Subscription-Key",
        "X-CSRF-Token",
        "X-Smockproxy-Token",
        "X-Shopify-Access-Token",
        "DD-API-KEY",
        "Token",
    ],
)
def test_headers_with_secrets(name):
    assert is_secret_header(name)


@pytest.mark.parametrize(
    "name",
    [
        "Accept",
        "Content-Type",
        "Host",
        "X-Request-Id",
        "X-Session-Name",
        "WWW-Authenticate",
        "Etag",
        "Tokens",
        "",
        "X-Smockproxy-Session",
        "Sec-Websocket-Key",
        "X-Cookies",
        "Key",
        "X-Next-Page-Token",
    ],
)
def test_headers_without(name):
    assert not is_secret_header(name)


@pytest.mark.parametrize(
    "name",
    [
        "api_key",
        "token",
        "access_token",
        "refresh_token",
        "id_token",
        "client_secret",
        "password",
        "user[password]",
        "X-Amz-Signature",
        "X-Goog-Credential",
        "sig",
        "sessionId",
        "new_password",
        "SAMLResponse",
    ],
)
def test_parameters_with_secrets(name):
    assert is_secret_parameter(name)


@pytest.mark.parametrize(
    "name",
    ["q", "page", "key", "code", "state", "page_token", "author", "design", "cookie", "tokenize", "keys"],
)
def test_parameters_without(name):
    assert not is_secret_parameter(name)


@pytest.mark.parametrize("name", ["key", "X-Session", "state", "oauth_code", "licenseKey"])
def test_names_of_what_may_be_a_secret(name):
    assert is_suspicious(name)
    assert not is_suspicious("note")


@pytest.mark.parametrize("name", ["id", "orderId", "ETag", "If-None-Match", "sha256", "X-Request-Id"])
def test_names_of_what_is_none_however_it_looks(name):
    assert is_harmless(name)
    assert not is_harmless("note")


@pytest.mark.parametrize(
    "name",
    [
        "passwords",
        "api_keys",
        "password2",
        "apiKey1",
        "passwordConfirmation",
        "user_pass",
        "_csrf",
        "pin",
        "mfaCode",
    ],
)
def test_further_names(name):
    assert is_secret_parameter(name)


@pytest.mark.parametrize(
    "name", ["tokens", "total_tokens", "passed", "compass", "author", "pinned", "codes", "2"]
)
def test_further_names_that_tell_nothing(name):
    assert not is_secret_parameter(name)
