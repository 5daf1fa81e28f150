-- The limit of B4 on PostgreSQL. $1: slug of the project that the page begins after.
WITH after AS MATERIALIZED (SELECT investment_amount AS amount, id FROM project WHERE slug = $1)
SELECT concat('{"data":{"projects":{"nodes":[', string_agg(x, ','), ']}}}')
FROM (
  SELECT concat(
    '{"name":', to_json(j.name), ',"investment":',
    CASE WHEN j.investment_amount IS NULL THEN 'null' ELSE concat(
      '{"amount":"',
      CASE WHEN j.investment_amount % 10000 = 0 THEN (j.investment_amount / 10000)::text
        ELSE rtrim(concat(j.investment_amount / 10000, '.', lpad((j.investment_amount % 10000)::text, 4, '0')), '0') END,
      '","currency":"', j.investment_currency, '"}') END,
    ',"parks":{"nodes":[', (
      SELECT string_agg(x, ',')
      FROM (
        SELECT concat('{"name":', to_json(p.name), ',"districts":{"nodes":[', (
          SELECT string_agg(x, ',')
          FROM (
            SELECT concat('{"name":', to_json(d.name), '}') AS x
            FROM link l
            JOIN district d ON d.id = l.to_id
            WHERE l.from_id = p.id AND l.kind = 3 AND l.to_type = 2
            ORDER BY l."order", l.id
            LIMIT 20) t),
          ']}}') AS x
        FROM link l
        JOIN park p ON p.id = l.from_id
        WHERE l.to_id = j.id AND l.kind = 4 AND l.from_type = 3
        ORDER BY l."order", l.id
        LIMIT 20) t),
    ']},"leads":{"nodes":[', (
      SELECT string_agg(x, ',')
      FROM (
        SELECT concat('{"name":', to_json(o.name), '}') AS x
        FROM link l
        JOIN official o ON o.id = l.from_id
        WHERE l.to_id = j.id AND l.kind = 8 AND l.from_type = 1
        ORDER BY l."order", l.id
        LIMIT 20) t),
    ']}}') AS x
  FROM (
    SELECT id, name, investment_amount, investment_currency
    FROM project
    WHERE investment_amount <= (SELECT amount FROM after)
      AND (investment_amount < (SELECT amount FROM after) OR id > (SELECT id FROM after))
      AND status = 'OPERATING'
    ORDER BY investment_amount DESC, id
    LIMIT 100) j) t
