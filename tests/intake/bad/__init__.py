"""The bad inputs of `method/bad_inputs.tsv`: one test an id, `test_<id>`."""
