"""How often the audit is wrong and how much it finds, on accounts whose truth is known."""
