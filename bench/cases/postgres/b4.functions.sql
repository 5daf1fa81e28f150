-- The limit of B4 on PostgreSQL, with functions. $1: slug of the project that the page begins after.
WITH after AS MATERIALIZED (SELECT investment_amount AS amount, id FROM project WHERE slug = $1)
SELECT json_build_object('data', json_build_object('projects', json_build_object('nodes', coalesce(json_agg(json_build_object(
  'name', j.name,
  'investment', CASE WHEN j.investment_amount IS NOT NULL THEN json_build_object(
    'amount', CASE WHEN j.investment_amount % 10000 = 0 THEN (j.investment_amount / 10000)::text
      ELSE rtrim(concat(j.investment_amount / 10000, '.', lpad((j.investment_amount % 10000)::text, 4, '0')), '0') END,
    'currency', j.investment_currency) END,
  'parks', json_build_object('nodes', parks.x),
  'leads', json_build_object('nodes', leads.x)) ORDER BY j.investment_amount DESC, j.id), '[]'))))
FROM (
  SELECT id, name, investment_amount, investment_currency
  FROM project
  WHERE investment_amount <= (SELECT amount FROM after)
    AND (investment_amount < (SELECT amount FROM after) OR id > (SELECT id FROM after))
    AND status = 'OPERATING'
  ORDER BY investment_amount DESC, id
  LIMIT 100) j
CROSS JOIN LATERAL (
  SELECT coalesce(json_agg(json_build_object('name', p.name, 'districts', json_build_object('nodes', districts.x))
    ORDER BY l."order", l.id), '[]') AS x
  FROM (
    SELECT id, from_id, "order"
    FROM link
    WHERE to_id = j.id AND kind = 4 AND from_type = 3
    ORDER BY "order", id
    LIMIT 20) l
  JOIN park p ON p.id = l.from_id
  CROSS JOIN LATERAL (
    SELECT coalesce(json_agg(json_build_object('name', d.name) ORDER BY l."order", l.id), '[]') AS x
    FROM (
      SELECT id, to_id, "order"
      FROM link
      WHERE from_id = p.id AND kind = 3 AND to_type = 2
      ORDER BY "order", id
      LIMIT 20) l
    JOIN district d ON d.id = l.to_id) districts) parks
CROSS JOIN LATERAL (
  SELECT coalesce(json_agg(json_build_object('name', o.name) ORDER BY l."order", l.id), '[]') AS x
  FROM (
    SELECT id, from_id, "order"
    FROM link
    WHERE to_id = j.id AND kind = 8 AND from_type = 1
    ORDER BY "order", id
    LIMIT 20) l
  JOIN official o ON o.id = l.from_id) leads
