"""Looking a printed part number or model up on the web, through a SearXNG of the user's own."""
