"""The proxy edge: the only package that knows mitmproxy. It carries out what the core decides."""
