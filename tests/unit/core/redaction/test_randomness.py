import pytest

from smockproxy.core.redaction.randomness import LONGEST, entropy, looks_random


@pytest.mark.parametrize(
    "text",
    [
        "k3Jx9QpLw2RtYsNv8UcX",
        "HurnhTMWqszcjwLIttbX",
        "9i3kih1ywlo95bmu9bkncez0y7h2",
        "q83vEjRWeJASNFZ4kBI0Vn+Q/w==",
        "B62Jfp3-UqC0QuXhZ-updQ",
        "15503b5356aeecc0896196829523cbcb730047175449",
    ],
)
def test_what_was_drawn_at_random_looks_so(text):
    assert looks_random(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "k3Jx9QpLw2RtYsN",
        "k3Jx9Qp" * LONGEST,
        "8b9f5f5e-6a0c-4b41-9d7e-0f5f2d1c9a3b",
        "{8B9F5F5E-6A0C-4B41-9D7E-0F5F2D1C9A3B}",
        "01ARZ3NDEKTSV4RRFFQ69G5FAV",
        "d41d8cd98f00b204e9800998ecf8427e",
        "507f1f77bcf86cd799439011",
        "index-d41d8cd98f00b204e9800998ecf8427e.js",
        "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
        "2026-11-22T07:25:00.123456+02:00",
        "backup-20261122T072500Z-berlin",
        "1234567890123456789012",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "a1a1a1a1a1a1a1a1a1a1a1a1",
        "SKU-ABCD-12345-XL-2026-11",
        "internationalization",
        "ProductCatalogServiceV2Handler",
        "orderConfirmationEmailTemplate",
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ",
        "--------------------------",
    ],
)
def test_what_was_written_or_counted_does_not(text):
    assert not looks_random(text)


def test_a_name_makes_shorter_ones_and_digests_suspicious():
    assert looks_random("k3Jx9QpLw2RtYsN", is_named=True)
    assert looks_random("d41d8cd98f00b204e9800998ecf8427e", is_named=True)
    assert not looks_random("customer_name_2", is_named=True)


def test_entropy_is_in_bits():
    assert entropy("aaaa") == 0
    assert entropy("abcd") == 2


@pytest.mark.parametrize(
    "text",
    ["0x11c708df24eafd942415fa5e9e6d93b90c99948a", "checkout-service-5291822d06-x0k2p"],
)
def test_addresses_and_names_of_containers_are_none(text):
    assert not looks_random(text)
