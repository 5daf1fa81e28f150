-- The limit of B2, with functions. ?1: slug that the page begins after, ?2: day. The + of +?1 keeps SQLite from planning anew for each value, which STAT4 lets it do.
SELECT json_object('data', json_object('districts', json_object('nodes', json_group_array(json_object(
  'name', d.name,
  'officials', json_object('edges', json((
    SELECT json_group_array(json_object('link', json_object('role', role, 'holds', holds), 'node', json_object('name', name)))
    FROM (
      SELECT nullif(l.role, '') AS role, o.name,
        CASE
          WHEN ?2 < l.possible_from OR ?2 > l.possible_until THEN 'NO'
          WHEN ?2 >= l.certain_from AND ?2 <= l.certain_until THEN 'YES'
          ELSE 'UNKNOWN' END AS holds
      FROM link l
      CROSS JOIN official o ON o.id = l.from_id
      WHERE l.to_id = d.id AND l.kind = 1 AND l.from_type = 1 AND l.possible_from <= +?2 AND l.possible_until >= +?2
      ORDER BY l."order", l.id
      LIMIT 20)))),
  'parks', json_object('nodes', json((
    SELECT json_group_array(json_object('name', p.name, 'projects', json_object('nodes', json((
      SELECT json_group_array(json_object(
        'name', name,
        'status', status,
        'investment', CASE WHEN investment_amount IS NOT NULL THEN json_object(
          'amount', CASE WHEN investment_amount % 10000 = 0 THEN CAST(investment_amount / 10000 AS TEXT)
            ELSE rtrim(format('%d.%04d', investment_amount / 10000, investment_amount % 10000), '0') END,
          'currency', investment_currency) END))
      FROM (
        SELECT j.name, j.status, j.investment_amount, j.investment_currency
        FROM link h
        CROSS JOIN project j ON j.id = h.to_id
        WHERE h.from_id = p.id AND h.kind = 4 AND h.to_type = 4 AND h.possible_from <= +?2 AND h.possible_until >= +?2
        ORDER BY h."order", h.id
        LIMIT 5))))))
    FROM (
      SELECT p.id, p.name
      FROM link l
      CROSS JOIN park p ON p.id = l.from_id
      WHERE l.to_id = d.id AND l.kind = 3 AND l.from_type = 3 AND l.possible_from <= +?2 AND l.possible_until >= +?2
      ORDER BY l."order", l.id
      LIMIT 20) p))),
  'stations', json_object('nodes', json((
    SELECT json_group_array(json_object('name', s.name, 'railLines', json_object('nodes', json((
      SELECT json_group_array(json_object('name', name))
      FROM (
        SELECT r.name
        FROM link v
        CROSS JOIN rail_line r ON r.id = v.from_id
        WHERE v.to_id = s.id AND v.kind = 9 AND v.from_type = 5 AND v.possible_from <= +?2 AND v.possible_until >= +?2
        ORDER BY v."order", v.id
        LIMIT 20))))))
    FROM (
      SELECT s.id, s.name
      FROM link l
      CROSS JOIN station s ON s.id = l.from_id
      WHERE l.to_id = d.id AND l.kind = 3 AND l.from_type = 6 AND l.possible_from <= +?2 AND l.possible_until >= +?2
      ORDER BY l."order", l.id
      LIMIT 20) s)))
)))))
FROM (
  SELECT id, name
  FROM district
  WHERE slug > +?1
  ORDER BY slug
  LIMIT 20) d
