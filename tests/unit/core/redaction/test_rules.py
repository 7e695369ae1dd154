from smockproxy.core.redaction.rules import Rules


def test_names_of_the_user_are_secrets_and_those_to_keep_are_none():
    rules = Rules.of(["X-Tenant", "customer_ref"], ["token"])
    assert rules.is_secret("customerRef")
    assert rules.is_secret("password")
    assert not rules.is_secret("token")
    assert not rules.is_secret("note")
    assert rules.is_secret_header("x-tenant")
    assert rules.is_secret_header("Authorization")
    assert not rules.is_secret_header("Token")
    assert rules.keeps("X-Token")
    assert not Rules().keeps("token")
