-- The limit of B6, once the way is found. ?1: JSON list of its steps, each with the keys of link and entity and whether the link is
-- walked backwards; the first step leads from nowhere to the start.
WITH step AS MATERIALIZED (
  SELECT s.key AS n, s.value ->> 0 AS link, s.value ->> 1 AS entity, s.value ->> 2 AS reversed
  FROM json_each(?1) s
)
SELECT concat('{"data":{"paths":[', (
  SELECT concat(
    '{"length":', max(n), ',"start":{"name":', (SELECT json_quote(o.name) FROM step s CROSS JOIN official o ON o.id = s.entity WHERE s.n = 0),
    '},"steps":[',
    group_concat(
      concat(
        '{"reversed":', iif(s.reversed, 'true', 'false'), ',"link":{"kind":"',
        CASE l.kind WHEN 1 THEN 'HOLDS_POST_IN' WHEN 2 THEN 'PART_OF' WHEN 3 THEN 'LOCATED_IN' WHEN 4 THEN 'HOSTS' WHEN 5 THEN 'BRANCH_OF'
          WHEN 6 THEN 'PARTNER_OF' WHEN 7 THEN 'ORIGINATES_FROM' WHEN 8 THEN 'LEADS' WHEN 9 THEN 'SERVES' END,
        '","role":', json_quote(nullif(l.role, '')), '},"node":{"__typename":"',
        CASE s.entity & 63
          WHEN 1 THEN (SELECT concat('Official","name":', json_quote(t.name)) FROM official t WHERE t.id = s.entity)
          WHEN 2 THEN (SELECT concat('District","name":', json_quote(t.name)) FROM district t WHERE t.id = s.entity)
          WHEN 3 THEN (SELECT concat('Park","name":', json_quote(t.name)) FROM park t WHERE t.id = s.entity)
          WHEN 4 THEN (SELECT concat('Project","name":', json_quote(t.name)) FROM project t WHERE t.id = s.entity)
          WHEN 5 THEN (SELECT concat('RailLine","name":', json_quote(t.name)) FROM rail_line t WHERE t.id = s.entity)
          WHEN 6 THEN (SELECT concat('Station","name":', json_quote(t.name)) FROM station t WHERE t.id = s.entity)
          WHEN 7 THEN (SELECT concat('Organization","name":', json_quote(t.name)) FROM organization t WHERE t.id = s.entity)
        END,
        '}}'),
      ',' ORDER BY s.n),
    ']}')
  FROM step s
  CROSS JOIN link l ON l.id = s.link
), ']}}')
