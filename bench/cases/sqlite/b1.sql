-- The limit of B1. ?1: slug.
SELECT concat('{"data":{"district":', coalesce((
  SELECT concat('{"name":', json_quote(d.name), ',"level":"', d.level, '","parent":', coalesce((
    SELECT concat('{"name":', json_quote(p.name), '}')
    FROM link l
    CROSS JOIN district p ON p.id = l.to_id
    WHERE l.from_id = d.id AND l.kind = 2 AND l.to_type = 2
    ORDER BY l.possible_from, p.slug
    LIMIT 1), 'null'), '}')
  FROM district d
  WHERE d.slug = ?1), 'null'), '}}')
