-- SPDX-License-Identifier: GPL-2.0-or-later
-- Benchmark: a table in memory is filled, indexed, joined and grouped.
-- SIZE stands for the number of rows.
create table word (id integer primary key, text text, length integer);
with recursive n(i) as (select 1 union all select i + 1 from n where i < SIZE)
   insert into word select i, 'word ' || (i * 7919 % 20011), i % 17 from n;
create index word_text on word(text);
select length, count(*), min(text), max(text || id) from word
   group by length order by length;
select count(*) from word a join word b on a.text = b.text;
select count(*), sum(length(text)) from
   (select text, group_concat(id, ',') as ids from word
      group by text order by ids);
update word set text = text || '!' where length % 3 = 0;
delete from word where length % 5 = 0;
