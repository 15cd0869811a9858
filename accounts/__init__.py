"""People, what they may do, what they did, and the mail we owe them."""
