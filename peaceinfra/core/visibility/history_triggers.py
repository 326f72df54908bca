"""The triggers that keep every version of a row: are they enabled, and their functions as they are declared?"""

import re
from typing import NamedTuple

import pgtrigger

STORED = """SELECT c.relname, t.tgname, t.tgenabled, p.prosrc FROM pg_trigger t
  JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
  WHERE NOT t.tgisinternal AND starts_with(t.tgname, 'pgtrigger_')"""
_BODY = re.compile(r"RETURNS TRIGGER AS \$\$(.*?)\$\$ LANGUAGE", re.DOTALL)


class Fault(NamedTuple):
    table: str
    trigger: str
    words: str


def faults(cursor) -> list[Fault]:
    """What differs from the models of this version, and is in the database without being declared there."""
    cursor.execute(STORED)
    stored = {name: (table, on, body) for table, name, on, body in cursor.fetchall()}
    found = []
    for model, trigger in pgtrigger.registered():
        name, declared = trigger.get_pgid(model), trigger.compile(model).install_sql
        table, on, body = stored.pop(name, (model._meta.db_table, "", ""))
        if on != "O":
            found.append(Fault(table, name, f"trigger {name} is missing or disabled"))
        elif body.split() != _BODY.search(declared)[1].split():
            found.append(Fault(table, name, f"the function of trigger {name} differs from its declaration"))
    strangers = [
        Fault(table, name, f"trigger {name} is declared by no model") for name, (table, *_) in stored.items()
    ]
    return found + strangers
