"""Scripts of mocks: what they are given, how they are run, what is wrong with them."""
