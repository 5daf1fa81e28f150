-- One step of the limit of B6: the links of an entity at either end. ?1: its key.
SELECT id, to_id AS far, 0 AS reversed
FROM link
WHERE from_id = ?1
UNION ALL
SELECT id, from_id, 1
FROM link
WHERE to_id = ?1
