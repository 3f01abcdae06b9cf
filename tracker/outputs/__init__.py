"""Tables and findings become files that people open; nothing is computed here."""
