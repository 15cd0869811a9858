"""What can be read from the plain text of a story, one noun per module.

Nothing here touches a database or a setting; `campaigns.importer` puts the pieces together.
"""
