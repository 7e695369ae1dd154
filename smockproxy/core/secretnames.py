"""Names under which credentials travel: of headers, and of parameters in URLs.

Compared without case, without `X-` before them and without signs, so that `X-Api-Key`, `api_key` and `apiKey`
are one. Sources: RFC 9110 and RFC 6265 (headers), RFC 6749, RFC 6750 and OpenID Connect (parameters of
OAuth), and what AWS, Google, Azure, GitLab, Vault, Shopify, RapidAPI and Datadog document of their own.
"""

from functools import lru_cache

AUTHORIZATIONS = frozenset({"authorization", "proxyauthorization"})
"""Headers with a scheme before the credentials."""
COOKIES = frozenset({"cookie", "cookie2"})
SET_COOKIES = frozenset({"setcookie", "setcookie2"})
URLS = frozenset({"location", "contentlocation", "referer"})
"""Headers with a URL, which may have credentials in it."""

HEADERS = AUTHORIZATIONS | COOKIES | SET_COOKIES
PARAMETERS = frozenset(
    {"token", "jwt", "secret", "auth", "authorization", "credential", "credentials", "pwd", "otp", "sig"}
    | {"signature", "sessionid", "sid", "jsessionid", "phpsessid", "assertion", "samlresponse"}
    | {"codeverifier", "amzsignature", "amzcredential", "googsignature", "googcredential"}
)
"""Parameters of a URL, and headers, whose value is a secret."""
ENDS = (
    *("apikey", "appkey", "applicationkey", "accesskey", "secretkey", "privatekey", "subscriptionkey"),
    *("authkey", "functionskey", "accesstoken", "apitoken", "authtoken", "bearertoken", "idtoken"),
    *("refreshtoken", "securitytoken", "sessiontoken", "csrftoken", "xsrftoken", "privatetoken"),
    *("admintoken", "jobtoken", "gitlabtoken", "vaulttoken", "smockproxytoken", "usertoken", "servicetoken"),
    *("clientsecret", "apisecret", "password", "passwd", "passphrase", "clientassertion"),
)
"""Ends of names of both: `X-Shop-Api-Key`, `new_password`."""

_SIGNS = {ord(sign): None for sign in "-_. []"}


@lru_cache(maxsize=4096)
def plain(name: str) -> str:
    """A name as the tables have it."""
    return name[:100].lower().removeprefix("x-").translate(_SIGNS)


@lru_cache(maxsize=4096)
def is_secret_parameter(name: str) -> bool:
    """Whether a parameter of a URL holds a secret."""
    return plain(name) in PARAMETERS or plain(name).endswith(ENDS)


@lru_cache(maxsize=4096)
def is_secret_header(name: str) -> bool:
    """Whether a header holds a secret, or has one in it beside other things."""
    return plain(name) in HEADERS or is_secret_parameter(name)
