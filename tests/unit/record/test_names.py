import pytest

from smockproxy.record.names import LONGEST, beside_name, folder_of, is_id, safe, stem_of


@pytest.mark.parametrize(
    ("server", "folder"),
    [
        (("https", "API.shop.test", 443), "api.shop.test"),
        (("https", "api.shop.test", 8443), "api.shop.test_8443"),
        (("http", "api.shop.test", 443), "api.shop.test_443"),
        (("http", "::1", 80), "1"),
        (("http", "../../etc", 80), "etc"),
        (("http", "", 80), "index"),
        (("http", "..", 80), "index"),
        (("http", "con", 80), "con_"),
        (("http", "nul.test", 80), "nul.test_"),
    ],
)
def test_a_folder_is_named_by_its_server(server, folder):
    assert folder_of(*server) == folder


@pytest.mark.parametrize(
    ("path", "stem"),
    [
        ("/", "index"),
        ("/orders", "orders"),
        ("/api/v1/orders/17", "orders"),
        ("/API/V2.1/Orders", "orders"),
        ("/17/orders", "index"),
        ("/3f2504e0-4f89-11d3-9a0c-0305e82c3301", "index"),
        ("/api/v1", "index"),
        ("/%2e%2e%2fetc%2fpasswd", "etc-passwd"),
        ("/a%00b", "a-b"),
        ("/AUX.txt", "aux.txt_"),
        ("/defaults", "defaults_"),
        ("/.hidden", "hidden"),
        ("//x", "x"),
        ("/bücher", "bucher"),
        ("/Straße", "strasse"),
        ("/日本", "index"),
    ],
)
def test_a_file_is_named_by_what_is_asked_for(path, stem):
    assert stem_of(path) == stem


def test_a_long_name_is_cut_and_stays_one_of_its_own():
    one, other = safe("a" * 300), safe("a" * 301)

    assert len(one) <= LONGEST
    assert one != other


def test_ids_are_numbers_uuids_and_hashes():
    assert is_id("17")
    assert is_id("0123456789abcdef")
    assert not is_id("decade")


@pytest.mark.parametrize(
    ("kind", "is_text", "suffix"),
    [
        ("image/png", False, ".png"),
        ("application/json; charset=utf-8", True, ".json.txt"),
        ("application/vnd.api+json", True, ".json.txt"),
        ("application/x-yaml", True, ".txt"),
        ("text/x-python", True, ".txt"),
        ("", False, ".bin"),
    ],
)
def test_a_body_never_gets_the_suffix_of_a_mock_file(kind, is_text, suffix):
    name = beside_name("logo", b"x", kind, is_text=is_text)

    assert name == f"logo-2d711642b726{suffix}"
