"""What the site's own database role may do: everything it needs, and nothing to the books.

Whoever runs the site connects with a role that owns no table. It may add to the ledger, to the
audit log and to what staff chose, and read them; changing or emptying them is not among its rights,
so that not even a hole in the site's code could do it. The owner, who migrates, is held by the
triggers. Totals and sums by day it has to move, so those are compared with the ledger every night.
"""

from django.db import connection
from psycopg import sql

APPEND_ONLY = frozenset({"donations_ledgerentry", "accounts_auditentry", "campaigns_choice"})
# The chain of the audit log is written, and where it was cut, with its owner's rights.
READ_ONLY = frozenset({"django_migrations", "accounts_auditlink", "accounts_auditcut"})
# What a reconciliation noted of the ledger's end stays as it was; how the run ended is added.
WITNESSES = {"donations_reconciliationrun": ("checked", "repaired", "discrepancies", "finished_at")}


def grant(role: str) -> None:
    """Make the rights of a role what they should be; the role is made if there is none."""
    name = sql.Identifier(role)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        if not cursor.fetchone():
            run(cursor, "CREATE ROLE {} LOGIN", name)
        run(cursor, "GRANT USAGE ON SCHEMA public TO {}", name)
        run(cursor, "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}", name)
        run(cursor, "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}", name)
        for table in connection.introspection.table_names(cursor):
            rights = sql.SQL(", ").join(map(sql.SQL, rights_on(table)))
            run(cursor, "GRANT {} ON {} TO {}", rights, sql.Identifier(table), name)


def rights_on(table: str) -> list[str]:
    if table in READ_ONLY:
        return ["SELECT"]
    if table in APPEND_ONLY:
        return ["SELECT", "INSERT"]
    if table in WITNESSES:
        return ["SELECT", "INSERT", f"UPDATE ({', '.join(WITNESSES[table])})"]
    return ["SELECT", "INSERT", "UPDATE", "DELETE"]


def run(cursor, statement: str, *parts: sql.Composable) -> None:
    cursor.execute(sql.SQL(statement).format(*parts).as_string(cursor.connection))
