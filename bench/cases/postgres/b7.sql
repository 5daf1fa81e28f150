-- The limit of B7 on PostgreSQL. $1: key of the district in the middle.
WITH
near AS MATERIALIZED (
  SELECT to_id AS id FROM link WHERE from_id = $1
  UNION
  SELECT from_id FROM link WHERE to_id = $1
),
reached AS MATERIALIZED (
  SELECT id, min(depth) AS depth
  FROM (
    SELECT $1::bigint AS id, 0 AS depth
    UNION ALL
    SELECT id, 1 FROM near
    UNION ALL
    SELECT l.to_id, 2 FROM near n JOIN link l ON l.from_id = n.id
    UNION ALL
    SELECT l.from_id, 2 FROM near n JOIN link l ON l.to_id = n.id
  ) t
  GROUP BY id
  ORDER BY min(depth), id
  LIMIT 201
),
page AS MATERIALIZED (
  SELECT id, depth
  FROM reached
  ORDER BY depth, id
  LIMIT 200
),
node AS MATERIALIZED (
  SELECT n.id, n.depth, 'Official' AS type, t.slug, t.name FROM page n JOIN official t ON t.id = n.id WHERE n.id & 63 = 1
  UNION ALL
  SELECT n.id, n.depth, 'District', t.slug, t.name FROM page n JOIN district t ON t.id = n.id WHERE n.id & 63 = 2
  UNION ALL
  SELECT n.id, n.depth, 'Park', t.slug, t.name FROM page n JOIN park t ON t.id = n.id WHERE n.id & 63 = 3
  UNION ALL
  SELECT n.id, n.depth, 'Project', t.slug, t.name FROM page n JOIN project t ON t.id = n.id WHERE n.id & 63 = 4
  UNION ALL
  SELECT n.id, n.depth, 'RailLine', t.slug, t.name FROM page n JOIN rail_line t ON t.id = n.id WHERE n.id & 63 = 5
  UNION ALL
  SELECT n.id, n.depth, 'Station', t.slug, t.name FROM page n JOIN station t ON t.id = n.id WHERE n.id & 63 = 6
  UNION ALL
  SELECT n.id, n.depth, 'Organization', t.slug, t.name FROM page n JOIN organization t ON t.id = n.id WHERE n.id & 63 = 7
)
SELECT concat('{"data":{"neighborhood":{"nodes":[', (
  SELECT string_agg(concat('{"__typename":"', type, '","slug":"', slug, '","name":', to_json(name), '}'), ',' ORDER BY depth, id)
  FROM node
), '],"links":[', (
  SELECT string_agg(
    concat(
      '{"kind":"',
      CASE l.kind WHEN 1 THEN 'HOLDS_POST_IN' WHEN 2 THEN 'PART_OF' WHEN 3 THEN 'LOCATED_IN' WHEN 4 THEN 'HOSTS' WHEN 5 THEN 'BRANCH_OF'
        WHEN 6 THEN 'PARTNER_OF' WHEN 7 THEN 'ORIGINATES_FROM' WHEN 8 THEN 'LEADS' WHEN 9 THEN 'SERVES' END,
      '","role":', coalesce(to_json(nullif(l.role, '')), 'null'), ',"from":{"slug":"', a.slug, '"},"to":{"slug":"', b.slug, '"}}'),
    ',' ORDER BY l.id)
  FROM node a
  JOIN link l ON l.from_id = a.id
  JOIN node b ON b.id = l.to_id
), '],"truncated":', CASE WHEN (SELECT count(*) FROM reached) > 200 THEN 'true' ELSE 'false' END, '}}}')
