-- The limit of B2 on PostgreSQL, with functions. $1: slug that the page begins after, $2: day.
SELECT json_build_object('data', json_build_object('districts', json_build_object('nodes', (
  SELECT json_agg(json_build_object(
    'name', d.name,
    'officials', json_build_object('edges', officials.x),
    'parks', json_build_object('nodes', parks.x),
    'stations', json_build_object('nodes', stations.x)) ORDER BY d.slug)
  FROM (
    SELECT id, slug, name
    FROM district
    WHERE slug > $1
    ORDER BY slug
    LIMIT 20) d
  CROSS JOIN LATERAL (
    SELECT coalesce(json_agg(json_build_object(
      'link', json_build_object('role', nullif(l.role, ''), 'holds', CASE
        WHEN $2 < l.possible_from OR $2 > l.possible_until THEN 'NO'
        WHEN $2 >= l.certain_from AND $2 <= l.certain_until THEN 'YES'
        ELSE 'UNKNOWN' END),
      'node', json_build_object('name', o.name)) ORDER BY l."order", l.id), '[]') AS x
    FROM (
      SELECT id, from_id, "order", role, possible_from, possible_until, certain_from, certain_until
      FROM link
      WHERE to_id = d.id AND kind = 1 AND from_type = 1 AND possible_from <= $2 AND possible_until >= $2
      ORDER BY "order", id
      LIMIT 20) l
    JOIN official o ON o.id = l.from_id) officials
  CROSS JOIN LATERAL (
    SELECT coalesce(json_agg(json_build_object(
      'name', p.name,
      'projects', json_build_object('nodes', projects.x)) ORDER BY l."order", l.id), '[]') AS x
    FROM (
      SELECT id, from_id, "order"
      FROM link
      WHERE to_id = d.id AND kind = 3 AND from_type = 3 AND possible_from <= $2 AND possible_until >= $2
      ORDER BY "order", id
      LIMIT 20) l
    JOIN park p ON p.id = l.from_id
    CROSS JOIN LATERAL (
      SELECT coalesce(json_agg(json_build_object(
        'name', j.name,
        'status', j.status,
        'investment', CASE WHEN j.investment_amount IS NOT NULL THEN json_build_object(
          'amount', CASE WHEN j.investment_amount % 10000 = 0 THEN (j.investment_amount / 10000)::text
            ELSE rtrim(concat(j.investment_amount / 10000, '.', lpad((j.investment_amount % 10000)::text, 4, '0')), '0') END,
          'currency', j.investment_currency) END) ORDER BY h."order", h.id), '[]') AS x
      FROM (
        SELECT id, to_id, "order"
        FROM link
        WHERE from_id = p.id AND kind = 4 AND to_type = 4 AND possible_from <= $2 AND possible_until >= $2
        ORDER BY "order", id
        LIMIT 5) h
      JOIN project j ON j.id = h.to_id) projects) parks
  CROSS JOIN LATERAL (
    SELECT coalesce(json_agg(json_build_object(
      'name', s.name,
      'railLines', json_build_object('nodes', lines.x)) ORDER BY l."order", l.id), '[]') AS x
    FROM (
      SELECT id, from_id, "order"
      FROM link
      WHERE to_id = d.id AND kind = 3 AND from_type = 6 AND possible_from <= $2 AND possible_until >= $2
      ORDER BY "order", id
      LIMIT 20) l
    JOIN station s ON s.id = l.from_id
    CROSS JOIN LATERAL (
      SELECT coalesce(json_agg(json_build_object('name', r.name) ORDER BY v."order", v.id), '[]') AS x
      FROM (
        SELECT id, from_id, "order"
        FROM link
        WHERE to_id = s.id AND kind = 9 AND from_type = 5 AND possible_from <= $2 AND possible_until >= $2
        ORDER BY "order", id
        LIMIT 20) v
      JOIN rail_line r ON r.id = v.from_id) lines) stations))))
