"""What a photo shows: maker, category, model and numbers."""
