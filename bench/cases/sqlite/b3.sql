-- The limit of B3. ?1: slug. Stops share their districts, so what is below a district is built once.
WITH
stop AS MATERIALIZED (
  SELECT s.id, s.name, (
    SELECT l.to_id
    FROM link l
    WHERE l.from_id = s.id AND l.kind = 3 AND l.to_type = 2
    ORDER BY l.possible_from, (SELECT slug FROM district WHERE id = l.to_id)
    LIMIT 1) AS district
  FROM link l
  LEFT JOIN station s ON s.id = l.to_id
  WHERE l.from_id = (SELECT id FROM rail_line WHERE slug = ?1) AND l.kind = 9 AND l.to_type IN (2, 6)
  ORDER BY l."order", l.id
  LIMIT 20),
served AS MATERIALIZED (
  SELECT d.id, concat('{"name":', json_quote(d.name), ',"parks":{"nodes":[', (
    SELECT group_concat(x, ',')
    FROM (
      SELECT concat('{"name":', json_quote(p.name), ',"projects":{"nodes":[', (
        SELECT group_concat(x, ',')
        FROM (
          SELECT concat('{"name":', json_quote(j.name), ',"leads":{"nodes":[', (
            SELECT group_concat(x, ',')
            FROM (
              SELECT concat('{"name":', json_quote(o.name), ',"posts":{"edges":[', (
                SELECT group_concat(x, ',')
                FROM (
                  SELECT concat(
                    '{"link":{"role":', json_quote(nullif(l.role, '')), '},"node":{"name":',
                    CASE WHEN a.id IS NULL THEN json_quote(b.name)
                      ELSE concat(json_quote(a.name), ',"level":"', a.level, '"') END,
                    '}}') AS x
                  FROM link l
                  LEFT JOIN district a ON a.id = l.to_id
                  LEFT JOIN organization b ON b.id = l.to_id
                  WHERE l.from_id = o.id AND l.kind = 1 AND l.to_type IN (2, 7)
                  ORDER BY l."order", l.id
                  LIMIT 20)),
                ']}}') AS x
              FROM link l
              CROSS JOIN official o ON o.id = l.from_id
              WHERE l.to_id = j.id AND l.kind = 8 AND l.from_type = 1
              ORDER BY l."order", l.id
              LIMIT 20)),
            ']}}') AS x
          FROM link l
          CROSS JOIN project j ON j.id = l.to_id
          WHERE l.from_id = p.id AND l.kind = 4 AND l.to_type = 4
          ORDER BY l."order", l.id
          LIMIT 3)),
        ']}}') AS x
      FROM link l
      CROSS JOIN park p ON p.id = l.from_id
      WHERE l.to_id = d.id AND l.kind = 3 AND l.from_type = 3
      ORDER BY l."order", l.id
      LIMIT 20)),
    ']}}') AS x
  FROM (SELECT DISTINCT district FROM stop) k
  CROSS JOIN district d ON d.id = k.district)
SELECT concat('{"data":{"railLine":', coalesce((
  SELECT concat('{"name":', json_quote(r.name), ',"stops":{"nodes":[', (
    SELECT group_concat(
      CASE WHEN s.id IS NULL THEN '{}'
        ELSE concat('{"name":', json_quote(s.name), ',"district":', coalesce((SELECT x FROM served WHERE id = s.district), 'null'), '}') END,
      ',')
    FROM stop s), ']}}')
  FROM rail_line r
  WHERE r.slug = ?1), 'null'), '}}')
