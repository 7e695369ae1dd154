"""Recording: exchanges with real servers → drafts of mocks in files, while a run goes on or from history."""
