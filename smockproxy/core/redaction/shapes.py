"""Shapes that say by themselves what they are: tokens with a prefix of their issuer's, cards, private keys.

Sources, each the issuer's own documentation of its formats: GitHub ("About authentication to GitHub"), GitLab
("Token prefixes"), AWS ("IAM identifiers"), Slack ("Token types"), Stripe ("API keys"), Google Cloud ("API
keys", "OAuth 2.0"), npm, PyPI, SendGrid, OpenAI, Anthropic, Hugging Face, Shopify, Square, DigitalOcean,
Vault, Databricks, Atlassian, Linear, Doppler, age, PASETO, Telegram ("Bot API"). ISO/IEC 7812 and the
issuers' ranges (cards); RFC 7468 (PEM).
"""

import re  # noqa: TID251 - patterns of ours

from smockproxy.core.redaction.pseudonyms import luhn

_PREFIXED = (
    r"gh[pousr]_[A-Za-z0-9]{30,}+",
    r"github_pat_\w{30,}+",
    r"gl(?:pat|dt|rt|cbt|ptt|ft|soat|agent|imt|oas)-[\w-]{18,}+",
    r"(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9])",
    r"xox[abeoprs]-[\w-]{10,}+",
    r"xapp-[\w-]{10,}+",
    r"(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{10,}+",
    r"whsec_[A-Za-z0-9+/=]{16,}+",
    r"AIza[\w-]{35}",
    r"ya29\.[\w-]{20,}+",
    r"GOCSPX-[\w-]{20,}+",
    r"npm_[A-Za-z0-9]{30,}+",
    r"pypi-[\w-]{40,}+",
    r"SG\.[\w-]{16,}+\.[\w-]{16,}+",
    r"sk-(?:ant-|proj-|svcacct-|or-)?[\w-]{20,}+",
    r"hf_[A-Za-z0-9]{30,}+",
    r"shp(?:at|ca|pa|ss)_[A-Fa-f0-9]{32}",
    r"sq0[a-z]{3}-[\w-]{20,}+",
    r"EAAA[\w-]{50,}+",
    r"do[opr]_v1_[a-f0-9]{64}",
    r"hv[sbr]\.[\w-]{20,}+",
    r"dapi[a-f0-9]{32}",
    r"ATATT3[\w=-]{20,}+",
    r"lin_api_[A-Za-z0-9]{32,}+",
    r"dp\.(?:pt|st|ct|sa|scim|audit)\.[\w-]{20,}+",
    r"AGE-SECRET-KEY-1[A-Z0-9]{50,}+",
    r"v[1-4]\.(?:local|public)\.[\w-]{20,}+(?:\.[\w-]*+)?",
    r"key-[0-9a-f]{32}(?![0-9a-f])",
    r"\d{8,10}:[\w-]{35}(?![\w-])",
)
PREFIXED = re.compile(rf"(?<![A-Za-z0-9])(?:{'|'.join(_PREFIXED)})", re.ASCII)
"""Tokens that begin as their issuer says."""

PRIVATE_KEY = re.compile(r"-----BEGIN ([A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?)-----")
"""How a private key begins; it ends with the same words."""

DIGITS = re.compile(r"(?<![\w.])(?<!\d[ -])\d(?:[ -]?\d){13,18}(?![\w]|[ -]\d|\.\d)", re.ASCII)
"""What may be the number of a card, with spaces or dashes in it."""

_BRANDS = re.compile(
    r"4(?:\d{15}|\d{18})"
    r"|(?=\d{16}\Z)(?:5\d|222[1-9]|22[3-9]|2[3-6]|27[01]|2720|6)\d+"
    r"|62(?:\d{16,17})"
    r"|3[47]\d{13}"
    r"|3(?:0[0-5]|[689]\d)\d{11}"
    r"|35\d{14}"
)


def is_card(digits: str) -> bool:
    """Whether digits, without signs between, are the number of a payment card."""
    return _BRANDS.fullmatch(digits) is not None and luhn(digits) % 10 == 0
