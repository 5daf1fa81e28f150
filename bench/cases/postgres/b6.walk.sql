-- One step of the limit of B6 on PostgreSQL: the links of entities at either end. $1: their keys.
SELECT n.position - 1 AS position, l.id, l.to_id AS far, false AS reversed
FROM unnest($1::bigint[]) WITH ORDINALITY n(id, position)
JOIN link l ON l.from_id = n.id
UNION ALL
SELECT n.position - 1, l.id, l.from_id, true
FROM unnest($1::bigint[]) WITH ORDINALITY n(id, position)
JOIN link l ON l.to_id = n.id
