"""What hwlab claims about speed and reading, as ratios measured in one run."""
