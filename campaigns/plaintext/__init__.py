"""What can be read from the plain text of a story, one noun per module.

Nothing here touches a database; its sentences are in the language that is active.
`campaigns.importer` puts the pieces together.
"""
