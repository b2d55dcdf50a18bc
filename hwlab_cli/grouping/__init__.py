"""Which photos show one device."""
