"""A local Stripe, for tests and the demo: objects, a payment page and signed webhooks.

Runs as a process of its own or inside a test, needs nothing but the standard library and knows
nothing about the product, which talks to it through the real SDK. No money moves. See
docs/stand-in.md.
"""
