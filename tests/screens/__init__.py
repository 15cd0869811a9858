"""The pictures of the handbook, taken of a site that runs: make screens."""
