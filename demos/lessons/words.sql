-- SPDX-License-Identifier: GPL-2.0-or-later
-- A table of 60,000 words and an index of it: the case of docs/lessons.
CREATE TABLE words(id INTEGER PRIMARY KEY, word TEXT, length INTEGER);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i < 60000)
INSERT INTO words SELECT i, printf('word-%08d-%s', i*7919 % 60000, hex(i)), i % 97 FROM n;
CREATE INDEX by_word ON words(word);
SELECT length, count(*) FROM words GROUP BY length ORDER BY 2 DESC LIMIT 3;
