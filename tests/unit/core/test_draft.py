from smockproxy.core.draft import Draft


def test_a_draft_of_one_mock_has_nothing_beside_it():
    draft = Draft("api.shop.test/orders.yml", {"request": {"path": "/orders"}})

    assert (draft.remarks, draft.beside) == ((), ())
