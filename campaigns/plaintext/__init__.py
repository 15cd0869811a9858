"""What can be read from the plain text of a story, one noun per module.

Nothing here knows Django or a database; `campaigns.importer` puts the pieces together.
"""
