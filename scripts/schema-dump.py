#!/usr/bin/env python3
"""Prints the schema that the migrations of a program make, on both databases, in a form that two programs can be compared by:

    scripts/with-postgres scripts/schema-dump.py target/debug/kyndig > after.txt

Statements are sorted and white space does not count. The order of columns counts, and so does the order in which SQLite
has the indexes of a table, since that decides between indexes that serve equally well.
"""

import os
import re
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path


def main():
    arguments = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    program = arguments[0] if arguments else "target/debug/kyndig"
    with tempfile.TemporaryDirectory() as folder:
        print("\n".join(sqlite(program, Path(folder))))
    url = os.environ.get("KYNDIG_TEST_POSTGRES_URL")
    if not url:
        sys.exit("schema-dump: without PostgreSQL: run it by scripts/with-postgres")
    print("\n".join(postgres(program, url)))


def migrate(program, url):
    done = subprocess.run(
        [program, "migrate"], env=os.environ | {"KYNDIG_DATABASE__URL": url}, capture_output=True, text=True
    )
    if done.returncode != 0:
        sys.exit(f"schema-dump: {program} migrate: {done.stderr or done.stdout}")


def squeezed(sql):
    """On one line; no space where none is needed, and a name is a name with quotes or without them."""
    sql = re.sub(r"\s+", " ", sql.strip())
    sql = re.sub(r'"([a-z_]+)"', r"\1", sql)
    return re.sub(r"\s*([(),])\s*", r"\1 ", sql).replace("( ", "(").replace(" )", ")").strip()


def pieces(body):
    """What commas part, outside of parentheses."""
    depth, piece, found = 0, "", []
    for letter in body:
        depth += (letter == "(") - (letter == ")")
        if letter == "," and depth == 0:
            found.append(piece.strip())
            piece = ""
        else:
            piece += letter
    return [*found, piece.strip()]


def sqlite(program, folder):
    path = folder / "schema.db"
    migrate(program, f"sqlite://{path}")
    connection = sqlite3.connect(path)
    lines = []
    rows = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name").fetchall()
    for kind, name, table, sql in rows:
        lines.append(f"sqlite {kind} {name} ON {table}")
        if kind == "table" and sql:
            sql = squeezed(sql)
            body = sql[sql.index("(") + 1 : sql.rindex(")")]
            lines += [f"    {piece}" for piece in pieces(body)]
            lines.append(f"    {sql[sql.rindex(')'):]}")
            names = [row[1] for row in connection.execute(f"PRAGMA index_list({name})")]
            lines.append(f"    indexes, in the order they are looked at: {', '.join(names)}")
        elif sql:
            lines.append(f"    {squeezed(sql)}")
    lines += data(lambda sql: connection.execute(sql).fetchall(), [row[1] for row in rows if row[0] == "table"], "sqlite")
    return lines


def postgres(program, url):
    bin = Path(os.environ["KYNDIG_TEST_POSTGRES_BIN"])
    name = f"schema_dump_{os.getpid()}"
    psql = [bin / "psql", "--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--field-separator", ","]
    subprocess.run([*psql, url, "--command", f"CREATE DATABASE {name}"], check=True)
    there = f"{url.rsplit('/', 1)[0]}/{name}"

    def query(sql):
        found = subprocess.run([*psql, there, "--command", sql], check=True, capture_output=True, text=True).stdout
        return [tuple(row.split(",")) for row in found.splitlines() if row]

    try:
        migrate(program, there)
        dump = subprocess.run(
            [bin / "pg_dump", "--schema-only", "--no-owner", there], check=True, capture_output=True, text=True
        ).stdout
        tables = [row[0] for row in query("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")]
        rows = data(query, tables, "postgres")
    finally:
        subprocess.run([*psql, url, "--command", f"DROP DATABASE {name} WITH (FORCE)"], check=True)
    dump = "\n".join(line for line in dump.splitlines() if line and not line.startswith(("--", "\\")))
    statements = sorted(squeezed(statement) for statement in dump.split(";\n"))
    lines = []
    for statement in statements:
        if statement.startswith("CREATE TABLE"):
            begin = statement.index("(")
            lines.append(f"postgres {statement[:begin].strip()}")
            lines += [f"    {piece}" for piece in pieces(statement[begin + 1 : statement.rindex(")")])]
        else:
            lines.append(f"postgres {statement}")
    return lines + rows


def data(query, tables, name):
    """What a schema has in it from the beginning."""
    lines = []
    for table in tables:
        if table.startswith(("seaql", "sqlite_")):
            continue
        lines += [f"{name} row of {table}: {', '.join(map(str, row))}" for row in query(f"SELECT * FROM {table}")]
    return lines


main()
