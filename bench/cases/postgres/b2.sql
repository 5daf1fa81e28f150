-- The limit of B2 on PostgreSQL. $1: slug that the page begins after, $2: day.
SELECT concat('{"data":{"districts":{"nodes":[', string_agg(x, ','), ']}}}')
FROM (
  SELECT concat(
    '{"name":', to_json(d.name),
    ',"officials":{"edges":[', (
      SELECT string_agg(x, ',')
      FROM (
        SELECT concat(
          '{"link":{"role":', coalesce(to_json(nullif(l.role, '')), 'null'),
          ',"holds":"', CASE
            WHEN $2 < l.possible_from OR $2 > l.possible_until THEN 'NO'
            WHEN $2 >= l.certain_from AND $2 <= l.certain_until THEN 'YES'
            ELSE 'UNKNOWN' END,
          '"},"node":{"name":', to_json(o.name), '}}') AS x
        FROM link l
        JOIN official o ON o.id = l.from_id
        WHERE l.to_id = d.id AND l.kind = 1 AND l.from_type = 1 AND l.possible_from <= $2 AND l.possible_until >= $2
        ORDER BY l."order", l.id
        LIMIT 20) t),
    ']},"parks":{"nodes":[', (
      SELECT string_agg(x, ',')
      FROM (
        SELECT concat(
          '{"name":', to_json(p.name), ',"projects":{"nodes":[', (
            SELECT string_agg(x, ',')
            FROM (
              SELECT concat(
                '{"name":', to_json(j.name), ',"status":"', j.status, '","investment":',
                CASE WHEN j.investment_amount IS NULL THEN 'null}' ELSE concat(
                  '{"amount":"',
                  CASE WHEN j.investment_amount % 10000 = 0 THEN (j.investment_amount / 10000)::text
                    ELSE rtrim(concat(j.investment_amount / 10000, '.', lpad((j.investment_amount % 10000)::text, 4, '0')), '0') END,
                  '","currency":"', j.investment_currency, '"}}') END) AS x
              FROM link h
              JOIN project j ON j.id = h.to_id
              WHERE h.from_id = p.id AND h.kind = 4 AND h.to_type = 4 AND h.possible_from <= $2 AND h.possible_until >= $2
              ORDER BY h."order", h.id
              LIMIT 5) t),
          ']}}') AS x
        FROM link l
        JOIN park p ON p.id = l.from_id
        WHERE l.to_id = d.id AND l.kind = 3 AND l.from_type = 3 AND l.possible_from <= $2 AND l.possible_until >= $2
        ORDER BY l."order", l.id
        LIMIT 20) t),
    ']},"stations":{"nodes":[', (
      SELECT string_agg(x, ',')
      FROM (
        SELECT concat(
          '{"name":', to_json(s.name), ',"railLines":{"nodes":[', (
            SELECT string_agg(x, ',')
            FROM (
              SELECT concat('{"name":', to_json(r.name), '}') AS x
              FROM link v
              JOIN rail_line r ON r.id = v.from_id
              WHERE v.to_id = s.id AND v.kind = 9 AND v.from_type = 5 AND v.possible_from <= $2 AND v.possible_until >= $2
              ORDER BY v."order", v.id
              LIMIT 20) t),
          ']}}') AS x
        FROM link l
        JOIN station s ON s.id = l.from_id
        WHERE l.to_id = d.id AND l.kind = 3 AND l.from_type = 6 AND l.possible_from <= $2 AND l.possible_until >= $2
        ORDER BY l."order", l.id
        LIMIT 20) t),
    ']}}') AS x
  FROM (
    SELECT id, name
    FROM district
    WHERE slug > $1
    ORDER BY slug
    LIMIT 20) d) t
