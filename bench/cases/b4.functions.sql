-- The limit of B4, with functions. ?1: slug that the page begins after. The + of +?1 keeps SQLite from planning anew for each value, which STAT4 lets it do.
SELECT json_object('data', json_object('projects', json_object('nodes', json_group_array(json_object(
  'name', j.name,
  'status', j.status,
  'parks', json_object('nodes', json((
    SELECT json_group_array(json_object('name', p.name, 'districts', json_object('nodes', json((
      SELECT json_group_array(json_object('name', name))
      FROM (
        SELECT d.name
        FROM link l
        CROSS JOIN district d ON d.id = l.to_id
        WHERE l.from_id = p.id AND l.kind = 3 AND l.to_type = 2
        ORDER BY l."order", l.id
        LIMIT 20))))))
    FROM (
      SELECT p.id, p.name
      FROM link l
      CROSS JOIN park p ON p.id = l.from_id
      WHERE l.to_id = j.id AND l.kind = 4 AND l.from_type = 3
      ORDER BY l."order", l.id
      LIMIT 20) p))),
  'leads', json_object('nodes', json((
    SELECT json_group_array(json_object('name', name))
    FROM (
      SELECT o.name
      FROM link l
      CROSS JOIN official o ON o.id = l.from_id
      WHERE l.to_id = j.id AND l.kind = 8 AND l.from_type = 1
      ORDER BY l."order", l.id
      LIMIT 20))))
)))))
FROM (
  SELECT id, name, status
  FROM project
  WHERE slug > +?1
  ORDER BY slug
  LIMIT 100) j
