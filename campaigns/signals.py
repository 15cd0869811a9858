"""The one signal of the house."""

from django.dispatch import Signal

# Sent by lifecycle.move inside its transaction, with campaign, move, source and target.
# Receivers write rows and nothing else, so status and consequences commit together.
status_changed = Signal()
