"""What the product does, whatever the skin: settings, and every operation once."""
