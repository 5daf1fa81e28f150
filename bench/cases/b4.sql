-- The limit of B4. ?1: slug that the page begins after. The + of +?1 keeps SQLite from planning anew for each value, which STAT4 lets it do.
SELECT concat('{"data":{"projects":{"nodes":[', group_concat(x, ','), ']}}}')
FROM (
  SELECT concat(
    '{"name":', json_quote(j.name), ',"status":"', j.status, '","parks":{"nodes":[', (
      SELECT group_concat(x, ',')
      FROM (
        SELECT concat('{"name":', json_quote(p.name), ',"districts":{"nodes":[', (
          SELECT group_concat(x, ',')
          FROM (
            SELECT concat('{"name":', json_quote(d.name), '}') AS x
            FROM link l
            CROSS JOIN district d ON d.id = l.to_id
            WHERE l.from_id = p.id AND l.kind = 3 AND l.to_type = 2
            ORDER BY l."order", l.id
            LIMIT 20)),
          ']}}') AS x
        FROM link l
        CROSS JOIN park p ON p.id = l.from_id
        WHERE l.to_id = j.id AND l.kind = 4 AND l.from_type = 3
        ORDER BY l."order", l.id
        LIMIT 20)),
    ']},"leads":{"nodes":[', (
      SELECT group_concat(x, ',')
      FROM (
        SELECT concat('{"name":', json_quote(o.name), '}') AS x
        FROM link l
        CROSS JOIN official o ON o.id = l.from_id
        WHERE l.to_id = j.id AND l.kind = 8 AND l.from_type = 1
        ORDER BY l."order", l.id
        LIMIT 20)),
    ']}}') AS x
  FROM (
    SELECT id, name, status
    FROM project
    WHERE slug > +?1
    ORDER BY slug
    LIMIT 100) j)
