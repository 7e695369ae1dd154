"""What Smocker's own routes do, and its formats: uploads, exports, mocks to begin with."""
