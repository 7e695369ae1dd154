"""Record: exchanges → drafts of mocks, as a person would have written them. Files are written elsewhere."""
