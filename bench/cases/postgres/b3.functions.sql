-- The limit of B3 on PostgreSQL, with functions. $1: slug.
SELECT json_build_object('data', json_build_object('railLine', (
  SELECT json_build_object('name', r.name, 'stops', json_build_object('nodes', stops.x))
  FROM rail_line r
  CROSS JOIN LATERAL (
    SELECT coalesce(json_agg(CASE WHEN s.id IS NULL THEN '{}' ELSE json_build_object('name', s.name, 'district', place.x) END
      ORDER BY l."order", l.id), '[]') AS x
    FROM (
      SELECT id, to_id, "order"
      FROM link
      WHERE from_id = r.id AND kind = 9 AND to_type IN (2, 6)
      ORDER BY "order", id
      LIMIT 20) l
    LEFT JOIN station s ON s.id = l.to_id
    LEFT JOIN LATERAL (
      SELECT json_build_object('name', d.name, 'parks', json_build_object('nodes', parks.x)) AS x
      FROM (
        SELECT d.id, d.name
        FROM link l
        JOIN district d ON d.id = l.to_id
        WHERE l.from_id = s.id AND l.kind = 3 AND l.to_type = 2
        ORDER BY l.possible_from, d.slug
        LIMIT 1) d
      CROSS JOIN LATERAL (
        SELECT coalesce(json_agg(json_build_object('name', p.name, 'projects', json_build_object('nodes', projects.x))
          ORDER BY l."order", l.id), '[]') AS x
        FROM (
          SELECT id, from_id, "order"
          FROM link
          WHERE to_id = d.id AND kind = 3 AND from_type = 3
          ORDER BY "order", id
          LIMIT 20) l
        JOIN park p ON p.id = l.from_id
        CROSS JOIN LATERAL (
          SELECT coalesce(json_agg(json_build_object('name', j.name, 'leads', json_build_object('nodes', leads.x))
            ORDER BY l."order", l.id), '[]') AS x
          FROM (
            SELECT id, to_id, "order"
            FROM link
            WHERE from_id = p.id AND kind = 4 AND to_type = 4
            ORDER BY "order", id
            LIMIT 3) l
          JOIN project j ON j.id = l.to_id
          CROSS JOIN LATERAL (
            SELECT coalesce(json_agg(json_build_object('name', o.name, 'posts', json_build_object('edges', posts.x))
              ORDER BY l."order", l.id), '[]') AS x
            FROM (
              SELECT id, from_id, "order"
              FROM link
              WHERE to_id = j.id AND kind = 8 AND from_type = 1
              ORDER BY "order", id
              LIMIT 20) l
            JOIN official o ON o.id = l.from_id
            CROSS JOIN LATERAL (
              SELECT coalesce(json_agg(json_build_object(
                'link', json_build_object('role', nullif(l.role, '')),
                'node', CASE WHEN a.id IS NULL THEN json_build_object('name', b.name)
                  ELSE json_build_object('name', a.name, 'level', a.level) END) ORDER BY l."order", l.id), '[]') AS x
              FROM (
                SELECT id, to_id, "order", role
                FROM link
                WHERE from_id = o.id AND kind = 1 AND to_type IN (2, 7)
                ORDER BY "order", id
                LIMIT 20) l
              LEFT JOIN district a ON a.id = l.to_id
              LEFT JOIN organization b ON b.id = l.to_id) posts) leads) projects) parks) place ON true) stops
  WHERE r.slug = $1)))
