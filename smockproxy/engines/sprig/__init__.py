"""The functions of sprig 3.3.0 for Go templates, in Python; `table.functions` gives them all.

Source of their names and meaning: sprig's documentation and the behaviour of its Go implementation. What
is kept: argument types are checked as Go checks them, texts are cut by bytes, the `must` twins raise
where the others swallow. What differs: dictionaries have an order (by key), zones are UTC unless named,
every function is bounded.
"""
