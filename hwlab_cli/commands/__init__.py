"""The commands: each parses its options, calls one function below, and shows the result."""
