# SPDX-License-Identifier: GPL-2.0-or-later
# Program: sqlite3, filling and asking a database in memory.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/programs/lib.sh"
need sqlite3 sqlite3

cat >"$tap_dir/ask.sql" <<'END'
create table word (id integer primary key, text text, length integer);
with recursive n(i) as (select 1 union all select i + 1 from n where i < 20000)
   insert into word select i, 'word ' || (i * 7919 % 20011), i % 17 from n;
create index word_text on word(text);
select length, count(*), min(text) from word group by length order by length;
select count(*) from word a join word b on a.id = b.length;
END
program sqlite3 sqlite3 :memory: ".read $tap_dir/ask.sql"

# One that is whole in itself has no names where its symbols are not installed.
if nm -D --defined-only "$(command -v sqlite3)" 2>/dev/null |
   grep -q sqlite3_malloc ||
   ldd "$(command -v sqlite3)" | grep -q libsqlite3; then
   culprits sqlite3 'sqlite3_[a-z]|libsqlite3'
else
   skip "sqlite3: the culprits" "this sqlite3 has no symbols"
fi
plan
