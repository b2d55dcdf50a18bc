"""Device types known here, from NetBox and from folders, and which of them a device is."""
