"""mitmweb inside `smockproxy serve --web`: its page, on our master and our history. Imported only for it."""
