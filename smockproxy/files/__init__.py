"""Mocks as text: YAML in the repository and Smocker's wire: read into the core's values, kept up to date."""
