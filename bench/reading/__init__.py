"""Long proofs of the reader: `python -m bench.reading`."""
