-- select count(*), count(distinct id), sum(age) from persons
SELECT count(*), sum(a0.c1) FROM t0 a0

-- select sex, avg(age) from persons where age >= 18 and sex is not null group by sex
SELECT a0.c0, (sum(a0.c1) - (47185920)::numeric * count(a0.c1)), count(a0.c1) FROM t0 a0 WHERE ((a0.c1 >= 18874368) AND (NOT (a0.c0 IS NULL))) AND (NOT (a0.c0 IS NULL)) GROUP BY a0.c0

-- select town, count(distinct id) from persons where town like 'B%' group by town
SELECT a0.c2, count(*), count(*) FROM t0 a0 WHERE (a0.c2 LIKE ('B%'::text COLLATE "C")) AND (NOT (a0.c2 IS NULL)) GROUP BY a0.c2

-- select kind, var_pop(value) from visits group by kind
SELECT a0.c0, count(a0.c2), sum((a0.c2 - (CASE a0.c0 WHEN 0 THEN 524288 WHEN 1 THEN 314572800 ELSE 0 END))), sum((2 * ((a0.c2 - (CASE a0.c0 WHEN 0 THEN 524288 WHEN 1 THEN 314572800 ELSE 0 END)))::BIGINT * ((a0.c2 - (CASE a0.c0 WHEN 0 THEN 524288 WHEN 1 THEN 314572800 ELSE 0 END)))::BIGINT - ((CASE a0.c0 WHEN 0 THEN 524288 WHEN 1 THEN 209715200 ELSE 0 END))::BIGINT * ((CASE a0.c0 WHEN 0 THEN 524288 WHEN 1 THEN 209715200 ELSE 0 END))::BIGINT)) FROM t1 a0 WHERE (NOT (a0.c0 IS NULL)) GROUP BY a0.c0

-- select floor(days / 10) as d, count(*) from visits group by d
SELECT CAST(floor((CASE WHEN abs('10'::double precision) < '3.054936363499605E-151'::double precision THEN NULL ELSE (a0.c1::double precision * '9.5367431640625E-07'::double precision) / '10'::double precision END)) AS bigint), count(*) FROM t1 a0 WHERE (NOT (floor((CASE WHEN abs('10'::double precision) < '3.054936363499605E-151'::double precision THEN NULL ELSE (a0.c1::double precision * '9.5367431640625E-07'::double precision) / '10'::double precision END)) IS NULL)) GROUP BY CAST(floor((CASE WHEN abs('10'::double precision) < '3.054936363499605E-151'::double precision THEN NULL ELSE (a0.c1::double precision * '9.5367431640625E-07'::double precision) / '10'::double precision END)) AS bigint)

-- select median(days) from visits where kind = 'a'
SELECT (((a0.c1)::BIGINT - (0)) * 4096 / 104857601), count(*) FROM t1 a0 WHERE (a0.c0 = 0) AND (((a0.c1)::BIGINT - (0)) * 4096 / 104857601) IS NOT NULL GROUP BY (((a0.c1)::BIGINT - (0)) * 4096 / 104857601)

-- select date_trunc('month', moment) as m, count(*) from visits where moment < date '2026-06-01' group by m
SELECT (extract(epoch FROM date_trunc('month', a0.c3)) * 1000000)::bigint, count(*) FROM t1 a0 WHERE (a0.c3 < '2026-06-01 00:00:00.000000'::timestamp) AND (NOT (date_trunc('month', a0.c3) IS NULL)) GROUP BY (extract(epoch FROM date_trunc('month', a0.c3)) * 1000000)::bigint

-- select avg(m) from (select id, max(days) as m, sum(days) as s from visits group by id having count(*) > 1) t
SELECT (sum(a1.c0) - (52428800)::numeric * count(a1.c0)), count(a1.c0) FROM (SELECT a0.u AS u, max(a0.c1) AS c0, (sum(a0.c1)::double precision * '9.5367431640625E-07'::double precision) AS c1, count(*)::double precision AS c2 FROM t1 a0 GROUP BY a0.u) a1 WHERE ('1'::double precision < a1.c2)

-- select count(*) from visits v left join (select id, age from persons) p on v.id = p.id and p.age > 50
SELECT count(*) FROM t1 a0 LEFT JOIN t0 a1 ON a0.u = a1.u AND (a1.c1 > 52428800)

-- select region, count(*) from persons join towns using (town) group by region
SELECT a1.c1, count(*) FROM t0 a0 JOIN p0 a1 ON (a0.c2 = a1.c0) WHERE (NOT (a1.c1 IS NULL)) GROUP BY a1.c1

-- select kind, count(*) from visits group by kind with privacy (max_groups = 1, max_rows_per_group = 2)
SELECT a2.c0, count(*) FROM (SELECT a0.u AS u, a0.c0 AS c0, a0.c1 AS c1, a0.c2 AS c2, a0.c3 AS c3, dense_rank() OVER (PARTITION BY a0.u ORDER BY hash_record_extended(ROW(a0.c0), int8xor('42'::bigint, a1.h)), a0.c0) AS g, row_number() OVER (PARTITION BY a0.u, a0.c0 ORDER BY hash_record_extended(ROW(a0.c0, a0.c1, a0.c2, a0.c3), int8xor('42'::bigint, a1.h)), a0.c0, a0.c1, a0.c2, a0.c3) AS n FROM t1 a0 JOIN units a1 ON a1.u = a0.u WHERE (NOT (a0.c0 IS NULL))) a2 WHERE a2.g <= 1 AND a2.n <= 2 GROUP BY a2.c0

-- select count(*) from (select id, row_number() over (partition by id order by days desc) as k, count(*) over (partition by id) as n from visits) t where k = 1 and n > 2
SELECT count(*) FROM (SELECT a0.u AS u, a0.c0 AS c0, a0.c1 AS c1, a0.c2 AS c2, a0.c3 AS c3, count(*) OVER (PARTITION BY a0.u)::double precision AS c4, row_number() OVER (PARTITION BY a0.u ORDER BY (a0.c1::double precision * '9.5367431640625E-07'::double precision) DESC NULLS LAST, a0.c0, a0.c1, a0.c2, a0.c3)::double precision AS c5 FROM t1 a0) a1 WHERE ((a1.c5 = '1'::double precision) AND ('2'::double precision < a1.c4))

-- select count(*) from persons join (select id, max(days) as days from visits group by id) v using (id) where exp(days * -10) < 0.5 and cast(town as double) > 7 and age / (age + 1) < 0.9
SELECT count(*) FROM t0 a0 JOIN (SELECT a1.u AS u, max(a1.c1) AS c0 FROM t1 a1 GROUP BY a1.u) a2 ON a0.u = a2.u WHERE ((((CASE WHEN ((a2.c0::double precision * '-10'::double precision) * '9.5367431640625E-07'::double precision) < '-700'::double precision THEN '0'::double precision ELSE exp(((a2.c0::double precision * '-10'::double precision) * '9.5367431640625E-07'::double precision)) END) < '0.5'::double precision) AND ('7'::double precision < pg_temp.finite(pg_temp.number(a0.c2)))) AND ((CASE WHEN abs(((a0.c1::double precision * '9.5367431640625E-07'::double precision) + '1'::double precision)) < '3.054936363499605E-151'::double precision THEN NULL ELSE (a0.c1::double precision * '9.5367431640625E-07'::double precision) / ((a0.c1::double precision * '9.5367431640625E-07'::double precision) + '1'::double precision) END) < '0.9'::double precision))

-- select count(*) from (select id, town, age from persons) t where id in (select id from visits where extract(dow from moment + interval '36 hours') = 0) and width_bucket(age, 0, 90, 9) = 2 and length(town || 'x') > 3
SELECT count(*) FROM t0 a0 WHERE (((a0.u IN (SELECT a1.u FROM t1 a1 WHERE (date_part('dow', (a1.c3 + interval '1 days' + interval '43200.000000 seconds'))::double precision = '0'::double precision))) AND ((CASE WHEN (a0.c1::double precision * '9.5367431640625E-07'::double precision) < '0'::double precision THEN '0'::double precision WHEN (a0.c1::double precision * '9.5367431640625E-07'::double precision) >= '90'::double precision THEN '10'::double precision WHEN (a0.c1::double precision * '9.5367431640625E-07'::double precision) IS NULL THEN NULL ELSE least('9'::double precision, floor(((a0.c1::double precision * '9.5367431640625E-07'::double precision) - '0'::double precision) / '10'::double precision) + '1'::double precision) END) = '2'::double precision)) AND ('3'::double precision < length(left(left(a0.c2, 10000) || left(('x'::text COLLATE "C"), 10000), 10000))::double precision))
