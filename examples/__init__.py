"""The ready example: a small invented shop whose exports are written by `generate`."""
