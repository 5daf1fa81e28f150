-- The limit of B1, with functions. ?1: slug.
SELECT json_object('data', json_object('district', json((
  SELECT json_object('name', d.name, 'level', d.level, 'parent', json((
    SELECT json_object('name', p.name)
    FROM link l
    CROSS JOIN district p ON p.id = l.to_id
    WHERE l.from_id = d.id AND l.kind = 2 AND l.to_type = 2
    ORDER BY l.possible_from, p.slug
    LIMIT 1)))
  FROM district d
  WHERE d.slug = ?1))))
