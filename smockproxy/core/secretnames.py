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
    | {
        "pass",
        "pw",
        "pin",
        "csrf",
        "xsrf",
        "bearer",
        "hmac",
        "passwort",
        "kennwort",
        "motdepasse",
        "contraseña",
        "senha",
    }
    | {"codeverifier", "amzsignature", "amzcredential", "googsignature", "googcredential"}
)
"""Parameters of a URL, and headers, whose value is a secret."""
ENDS = (
    *("apikey", "appkey", "applicationkey", "accesskey", "secretkey", "privatekey", "subscriptionkey"),
    *("authkey", "functionskey", "accesstoken", "apitoken", "authtoken", "bearertoken", "idtoken"),
    *("refreshtoken", "securitytoken", "sessiontoken", "csrftoken", "xsrftoken", "privatetoken"),
    *("admintoken", "jobtoken", "gitlabtoken", "vaulttoken", "smockproxytoken", "usertoken", "servicetoken"),
    *("secret", "password", "passwd", "passphrase", "passcode", "clientassertion", "csrfmiddlewaretoken"),
    *("authenticitytoken", "verificationtoken", "forgerytoken", "oauthtoken", "oauthsignature"),
    *("oauthverifier", "resettoken", "devicetoken", "pushtoken", "bottoken", "deploytoken", "logintoken"),
    *("invitetoken", "signingkey", "encryptionkey", "masterkey", "sharedkey", "sessionkey", "accountkey"),
    *("userpass", "dbpass", "newpass", "oldpass", "passwordhash", "passwordconfirmation", "passwordconfirm"),
    *("remembertoken", "mfatoken", "mfacode", "authcode", "onetimecode", "backupcode", "securitycode"),
    *(
        "securityanswer",
        "secretvalue",
        "tokenvalue",
        "privatekeypem",
        "clientkeydata",
        "privatekeydata",
        "licensekey",
        "hmackey",
    ),
    *("cardnumber", "cvv", "cvc", "cvv2", "recoverycode", "verificationcode", "otpcode", "totp"),
)
"""Ends of names of both: `X-Shop-Api-Key`, `new_password`."""
SUSPICIOUS = (
    *("key", "token", "secret", "auth", "pass", "cred", "session", "cookie", "code", "ticket", "otp", "sign"),
    *("hmac", "licen", "grant", "hook", "state", "verifier", "private", "seed", "salt", "bearer", "jwt"),
)
"""One of these in a name makes a value that looks drawn at random a secret, even a short one."""
HARMLESS = (
    *("id", "ids", "uuid", "guid", "etag", "etags", "match", "hash", "sha", "sha1", "sha256", "sha512"),
    *("md5", "digest", "checksum", "integrity", "commit", "revision", "fingerprint", "thumbprint", "slug"),
    *("sku", "filename", "boundary", "jti", "useragent", "traceparent", "tracestate", "ray", "contenttype"),
    *("disposition", "securitypolicy", "date", "websocketkey", "websocketaccept", "server", "via", "host"),
    *("origin", "link", "range", "cachecontrol", "encoding", "language", "reportto", "nel", "altsvc"),
    *("connection", "vary", "accept"),
)
"""A name that ends so has a value that may well look drawn at random, and is no secret for that."""

_SIGNS = {ord(sign): None for sign in "-_. []"}


@lru_cache(maxsize=4096)
def plain(name: str) -> str:
    """A name as the tables have it."""
    return name[:100].lower().removeprefix("x-").translate(_SIGNS)


@lru_cache(maxsize=4096)
def is_secret_parameter(name: str) -> bool:
    """Whether a parameter of a URL holds a secret."""
    short = plain(name)
    single = short.rstrip("0123456789")
    return short in PARAMETERS or short.endswith(ENDS) or single in PARAMETERS or _is_one_of(single)


def _is_one_of(name: str) -> bool:
    """Whether a name ends like those of secrets, of one or of several."""
    return name.endswith(ENDS) or (name.endswith("s") and name[:-1].endswith(ENDS))


@lru_cache(maxsize=4096)
def is_secret_header(name: str) -> bool:
    """Whether a header holds a secret, or has one in it beside other things."""
    return plain(name) in HEADERS or is_secret_parameter(name)


@lru_cache(maxsize=4096)
def is_suspicious(name: str) -> bool:
    """Whether a value of that name may be a secret, if it looks so."""
    return any(word in plain(name) for word in SUSPICIOUS)


@lru_cache(maxsize=4096)
def is_harmless(name: str) -> bool:
    """Whether a value of that name is no secret because it looks drawn at random."""
    return plain(name).endswith(HARMLESS)
