"""What a model's reply says: text in, identifications out, with the repairs that it took."""
