"""How many days what is kept: docs/decisions/0017-what-is-kept-and-how-long.md.

None of it comes from the environment: the pages promise these figures to donors and heroes, and the
database holds the last two against the site itself.
"""

CONTACT_KEPT_DAYS_AFTER_CLOSING = 30
CONTACT_KEPT_DAYS_AT_MOST = 395
WORDS_KEPT_DAYS_AFTER_CLOSING = 90
REVIEW_KEPT_DAYS_AFTER_CLOSING = 90
# Closed campaigns stay on show so long, then they are taken down; a text that is down can be
# brought back so long, then it is gone.
SHOWN_DAYS_AFTER_CLOSING = 730
TEXT_KEPT_DAYS_AFTER_TAKEDOWN = 30
UNPAID_KEPT_DAYS = 90
INBOX_KEPT_DAYS = 90
LETTER_KEPT_DAYS = 90
INVITATION_KEPT_DAYS = 90
PREVIEW_LINK_KEPT_DAYS = 30
PAYMENT_ID_KEPT_DAYS = 395
AUDIT_KEPT_DAYS = 730
