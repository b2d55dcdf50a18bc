"""Photos that come into folders by themselves: which there are, and which are whole."""
