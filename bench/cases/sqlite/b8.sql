-- The limit of B8. Least population and the one that is too much: ?1, ?2. The + of +?1 keeps SQLite from planning anew for each value, which STAT4 lets it do.
WITH found AS MATERIALIZED (
  SELECT DISTINCT j.id, j.slug, j.name
  FROM district d
  CROSS JOIN link l ON l.to_id = d.id AND l.kind = 3 AND l.from_type = 3
  CROSS JOIN link h ON h.from_id = l.from_id AND h.kind = 4 AND h.to_type = 4
  CROSS JOIN project j ON j.id = h.to_id
  WHERE d.population >= +?1 AND d.population < +?2 AND j.status = 'OPERATING'
)
SELECT concat('{"data":{"projects":{"totalCount":', (SELECT count(*) FROM found), ',"nodes":[', (
  SELECT group_concat(concat('{"name":', json_quote(name), '}'), ',')
  FROM (SELECT name FROM found ORDER BY slug LIMIT 20)
), ']}}}')
