"""What a model says, held against what stands on the photos."""
