"""The pictures of the handbook and of the site, taken of a site that runs: make screens."""
