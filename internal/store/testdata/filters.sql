-- everything
SELECT t.id, t.slug
FROM district t
WHERE TRUE
ORDER BY t.slug, t.id
LIMIT $1;
-- ['\x15']

-- strings
WITH few (id) AS MATERIALIZED (
SELECT DISTINCT p1.record_id AS id FROM word_end e2 CROSS JOIN posting p1 ON p1.word = e2.word AND p1.section = 224 WHERE e2.text >= +$1 AND e2.text < +$2
LIMIT 1001)
SELECT * FROM (
SELECT t.id, t.slug
FROM few f
CROSS JOIN source t ON t.id = f.id
WHERE TRUE AND (lowered(nullif(t.publisher, '')) LIKE $3 ESCAPE '\' AND nullif(t.title, '') IS DISTINCT FROM $4)
ORDER BY t.slug, t.id
LIMIT CASE WHEN (SELECT count(*) FROM few) <= 1000 THEN $5 ELSE 0 END) f
UNION ALL
SELECT * FROM (
SELECT t.id, t.slug
FROM source t
WHERE TRUE AND (lowered(nullif(t.publisher, '')) LIKE $6 ESCAPE '\' AND nullif(t.title, '') IS DISTINCT FROM $7)
ORDER BY t.slug, t.id
LIMIT CASE WHEN (SELECT count(*) FROM few) > 1000 THEN $8 ELSE 0 END) m;
-- ["10" "11" "%10\\%\\_\\\\%" "x" '\x15' "%10\\%\\_\\\\%" "x" '\x15']

-- not
SELECT t.id, t.slug
FROM district t
WHERE TRUE AND ((t.population > $1 OR FALSE)) IS NOT TRUE
ORDER BY t.slug, t.id
LIMIT $2;
-- ['\x05' '\x15']

-- values
SELECT t.id, t.slug
FROM district t
WHERE TRUE AND t.level IN (SELECT value FROM json_each($1))
ORDER BY t.slug, t.id
LIMIT $2;
-- [["CITY" "ZONE"] '\x15']

-- dates
SELECT t.id, t.slug
FROM park t
WHERE TRUE AND (t.founded_on_last < $1 AND (t.founded_on_first >= $2 AND t.founded_on_last <= $3) IS NOT TRUE)
ORDER BY t.slug, t.id
LIMIT $4;
-- ["2022-01-01" "2021-02-01" "2021-02-31" '\x15']

-- names
SELECT t.id, t.slug
FROM park t
WHERE TRUE AND EXISTS (SELECT 1 FROM name i WHERE i.entity_id = t.id AND TRUE AND lowered(i.text) LIKE $1 ESCAPE '\')
ORDER BY t.slug, t.id
LIMIT $2;
-- ["ä%" '\x15']

-- sectors
SELECT t.id, t.slug
FROM project t
WHERE TRUE AND NOT EXISTS (SELECT 1 FROM json_each(t.sectors) i WHERE (i.value = $1) IS NOT TRUE)
ORDER BY t.slug, t.id
LIMIT $2;
-- ["steel" '\x15']

-- code
SELECT t.id, t.slug
FROM station t
WHERE TRUE AND t.id IN (SELECT i.entity_id FROM identifier i WHERE i.scheme = $1 AND i.value IN (SELECT value FROM json_each($2)))
ORDER BY t.slug, t.id
LIMIT $3;
-- ["uic" ["1"] '\x15']

-- some
SELECT t.id, t.slug
FROM park t
WHERE TRUE AND (EXISTS (SELECT 1 FROM link l1 WHERE l1.from_id = t.id AND TRUE AND l1.kind = 3 AND l1.to_type = 2 AND l1.possible_from <= $1 AND l1.possible_until >= $1 AND EXISTS (SELECT 1 FROM district t2 WHERE t2.id = l1.to_id AND t2.level = $2)))
ORDER BY t.slug, t.id
LIMIT $3;
-- ["2023-01-11" "CITY" '\x15']

-- none, on a day
SELECT t.id, t.slug
FROM park t
WHERE TRUE AND NOT (EXISTS (SELECT 1 FROM link l1 WHERE l1.from_id = t.id AND TRUE AND l1.kind = 3 AND l1.to_type = 2 AND l1.possible_from <= $1 AND l1.possible_until >= $1 AND (l1.certain_from <= $2 AND l1.certain_until >= $2) AND TRUE))
ORDER BY t.slug, t.id
LIMIT $3;
-- ["2023-01-11" "2023-01-11" '\x15']

-- every, any kind
SELECT t.id, t.slug
FROM official t
WHERE TRUE AND NOT (EXISTS (SELECT 1 FROM link l1 WHERE l1.from_id = t.id AND TRUE AND l1.kind = 1 AND l1.to_type IN (2, 7) AND l1.possible_from <= $1 AND l1.possible_until >= $1 AND ((l1.to_id & 63 = 2 AND EXISTS (SELECT 1 FROM district t2 WHERE t2.id = l1.to_id AND t2.level = $2))) IS NOT TRUE))
ORDER BY t.slug, t.id
LIMIT $3;
-- ["2023-01-11" "CITY" '\x15']

-- two ways
SELECT t.id, t.slug
FROM district t
WHERE TRUE AND EXISTS (SELECT 1 FROM (SELECT l1.from_id AS id FROM link l1 JOIN link l2 ON l1.to_id = l2.from_id WHERE l2.to_id = t.id AND TRUE AND l1.kind = 9 AND l1.from_type = 5 AND l1.possible_from <= $1 AND l1.possible_until >= $1 AND TRUE AND l2.kind = 3 AND l2.from_type = 6 AND l2.possible_from <= $2 AND l2.possible_until >= $2 UNION ALL SELECT l1.from_id AS id FROM link l1 WHERE l1.to_id = t.id AND TRUE AND l1.kind = 9 AND l1.from_type = 5 AND l1.possible_from <= $1 AND l1.possible_until >= $1 LIMIT -1) w3 WHERE EXISTS (SELECT 1 FROM rail_line t4 WHERE t4.id = w3.id AND t4.status = $3))
ORDER BY t.slug, t.id
LIMIT $4;
-- ["2023-01-11" "2023-01-11" "OPERATING" '\x15']

-- upwards
SELECT t.id, t.slug
FROM district t
WHERE TRUE AND +t.id IN (WITH RECURSIVE r1 (id) AS (SELECT l2.from_id FROM link l2 WHERE TRUE AND l2.kind = 2 AND l2.to_type = 2 AND l2.possible_from <= $1 AND l2.possible_until >= $1 AND l2.to_id IN (SELECT t4.id FROM district t4 WHERE t4.level = $3) UNION SELECT l3.from_id FROM r1 CROSS JOIN link l3 ON TRUE AND l3.kind = 2 AND l3.to_type = 2 AND l3.possible_from <= $2 AND l3.possible_until >= $2 AND l3.to_id = r1.id) SELECT id FROM r1)
ORDER BY t.slug, t.id
LIMIT $4;
-- ["2023-01-11" "2023-01-11" "CITY" '\x15']

-- from above
SELECT t.id, t.slug
FROM district t
WHERE TRUE AND t.id IN (WITH RECURSIVE r1 (id) AS (SELECT l2.from_id FROM link l2 WHERE TRUE AND l2.kind = 2 AND l2.to_type = 2 AND l2.possible_from <= $1 AND l2.possible_until >= $1 AND l2.to_id IN (SELECT t4.id FROM district t4 WHERE t4.slug = $3) UNION SELECT l3.from_id FROM r1 CROSS JOIN link l3 ON TRUE AND l3.kind = 2 AND l3.to_type = 2 AND l3.possible_from <= $2 AND l3.possible_until >= $2 AND l3.to_id = r1.id) SELECT id FROM r1)
ORDER BY t.slug, t.id
LIMIT $4;
-- ["2023-01-11" "2023-01-11" "tianjin" '\x15']

-- figures
SELECT t.id, t.slug
FROM park t
WHERE TRUE AND EXISTS (SELECT 1 FROM figure_subject s1 WHERE s1.subject_id = t.id AND EXISTS (SELECT 1 FROM figure t2 WHERE t2.id = s1.figure_id AND t2.value >= $1))
ORDER BY t.slug, t.id
LIMIT $2;
-- ['\x01' '\x15']

-- speaker
SELECT t.id, t.sort
FROM statement t
WHERE TRUE AND (t.speaker_id <> 0 AND EXISTS (SELECT 1 FROM official t1 WHERE t1.id = t.speaker_id AND t1.born_on IS NULL))
ORDER BY t.sort, t.id
LIMIT $1;
-- ['\x15']

-- order
SELECT t.id, t.slug, CASE t.status WHEN 'PLANNED' THEN 0 WHEN 'UNDER_CONSTRUCTION' THEN 1 WHEN 'OPERATING' THEN 2 WHEN 'COMPLETED' THEN 3 WHEN 'SUSPENDED' THEN 4 WHEN 'CANCELLED' THEN 5 WHEN 'UNKNOWN' THEN 6 END, t.investment_amount
FROM project t
WHERE TRUE AND CASE t.status WHEN 'PLANNED' THEN 0 WHEN 'UNDER_CONSTRUCTION' THEN 1 WHEN 'OPERATING' THEN 2 WHEN 'COMPLETED' THEN 3 WHEN 'SUSPENDED' THEN 4 WHEN 'CANCELLED' THEN 5 WHEN 'UNKNOWN' THEN 6 END >= $3 AND (CASE t.status WHEN 'PLANNED' THEN 0 WHEN 'UNDER_CONSTRUCTION' THEN 1 WHEN 'OPERATING' THEN 2 WHEN 'COMPLETED' THEN 3 WHEN 'SUSPENDED' THEN 4 WHEN 'CANCELLED' THEN 5 WHEN 'UNKNOWN' THEN 6 END > $2 OR CASE t.status WHEN 'PLANNED' THEN 0 WHEN 'UNDER_CONSTRUCTION' THEN 1 WHEN 'OPERATING' THEN 2 WHEN 'COMPLETED' THEN 3 WHEN 'SUSPENDED' THEN 4 WHEN 'CANCELLED' THEN 5 WHEN 'UNKNOWN' THEN 6 END = $2 AND (FALSE OR t.investment_amount IS NULL AND (t.id > $1 OR t.id = $1 AND FALSE)))
ORDER BY CASE t.status WHEN 'PLANNED' THEN 0 WHEN 'UNDER_CONSTRUCTION' THEN 1 WHEN 'OPERATING' THEN 2 WHEN 'COMPLETED' THEN 3 WHEN 'SUSPENDED' THEN 4 WHEN 'CANCELLED' THEN 5 WHEN 'UNKNOWN' THEN 6 END, t.investment_amount DESC NULLS LAST, t.id
LIMIT $4;
-- ['\t' '\x02' '\x02' '\x15']

