-- The limit of B3, with functions. ?1: slug.
SELECT json_object('data', json_object('railLine', json((
  SELECT json_object('name', r.name, 'stops', json_object('nodes', json((
    SELECT json_group_array(CASE WHEN s.id IS NULL THEN json('{}') ELSE json_object('name', s.name, 'district', json((
      SELECT json_object('name', d.name, 'parks', json_object('nodes', json((
        SELECT json_group_array(json_object('name', p.name, 'projects', json_object('nodes', json((
          SELECT json_group_array(json_object('name', j.name, 'leads', json_object('nodes', json((
            SELECT json_group_array(json_object('name', o.name, 'posts', json_object('edges', json((
              SELECT json_group_array(json_object(
                'link', json_object('role', role),
                'node', CASE WHEN district IS NULL THEN json_object('name', organization)
                  ELSE json_object('name', district, 'level', level) END))
              FROM (
                SELECT nullif(l.role, '') AS role, a.name AS district, a.level, b.name AS organization
                FROM link l
                LEFT JOIN district a ON a.id = l.to_id
                LEFT JOIN organization b ON b.id = l.to_id
                WHERE l.from_id = o.id AND l.kind = 1 AND l.to_type IN (2, 7)
                ORDER BY l."order", l.id
                LIMIT 20))))))
            FROM (
              SELECT o.id, o.name
              FROM link l
              CROSS JOIN official o ON o.id = l.from_id
              WHERE l.to_id = j.id AND l.kind = 8 AND l.from_type = 1
              ORDER BY l."order", l.id
              LIMIT 20) o)))))
          FROM (
            SELECT j.id, j.name
            FROM link l
            CROSS JOIN project j ON j.id = l.to_id
            WHERE l.from_id = p.id AND l.kind = 4 AND l.to_type = 4
            ORDER BY l."order", l.id
            LIMIT 3) j)))))
        FROM (
          SELECT p.id, p.name
          FROM link l
          CROSS JOIN park p ON p.id = l.from_id
          WHERE l.to_id = d.id AND l.kind = 3 AND l.from_type = 3
          ORDER BY l."order", l.id
          LIMIT 20) p))))
      FROM (
        SELECT d.id, d.name
        FROM link l
        CROSS JOIN district d ON d.id = l.to_id
        WHERE l.from_id = s.id AND l.kind = 3 AND l.to_type = 2
        ORDER BY l.possible_from, d.slug
        LIMIT 1) d))) END)
    FROM (
      SELECT s.id, s.name
      FROM link l
      LEFT JOIN station s ON s.id = l.to_id
      WHERE l.from_id = r.id AND l.kind = 9 AND l.to_type IN (2, 6)
      ORDER BY l."order", l.id
      LIMIT 20) s))))
  FROM rail_line r
  WHERE r.slug = ?1))))
