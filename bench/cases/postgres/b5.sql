-- The limit of B5 on PostgreSQL. Phrase, phrase without spaces, first word, second word: $1 to $4. Slips are left out: something is found.
WITH phrase AS MATERIALIZED (
  SELECT entity_id, min(CASE WHEN start = 0 AND key IN ($1, $2) THEN 0 WHEN start = 0 THEN 1 WHEN key < whole THEN 2 ELSE 3 END) AS class
  FROM (
    SELECT entity_id, start, key, $1 || '!' AS whole FROM search_key WHERE key >= $1 AND key < $1 || chr(1114111)
    UNION ALL
    SELECT entity_id, start, key, $2 || '!' FROM search_key WHERE key >= $2 AND key < $2 || chr(1114111)
  ) t
  GROUP BY entity_id
), worded AS MATERIALIZED (
  SELECT entity_id, class
  FROM phrase
  UNION ALL
  SELECT k.entity_id, CASE
    WHEN bool_or(k.key < $4 || '!') AND k.entity_id IN (SELECT entity_id FROM search_key WHERE key >= $3 AND key < $3 || '!') THEN 2
    ELSE 3
  END
  FROM search_key k
  WHERE k.key >= $4 AND k.key < $4 || chr(1114111)
    AND k.entity_id NOT IN (SELECT entity_id FROM phrase)
    AND k.entity_id IN (SELECT entity_id FROM search_key WHERE key >= $3 AND key < $3 || chr(1114111))
  GROUP BY k.entity_id
), found AS (
  SELECT entity_id, class
  FROM worded
  UNION ALL
  SELECT entity_id, 4
  FROM search_key
  WHERE start = 0 AND key IN ($3, $4) AND entity_id NOT IN (SELECT entity_id FROM worded)
  GROUP BY entity_id
), page AS MATERIALIZED (
  SELECT f.entity_id AS id, f.class, coalesce(d.links, 0) AS links
  FROM found f
  LEFT JOIN degree d ON d.entity_id = f.entity_id
  ORDER BY f.class, links DESC, f.entity_id
  LIMIT 20
)
SELECT concat('{"data":{"search":{"edges":[', string_agg(concat('{"score":', CASE p.class WHEN 0 THEN 1 WHEN 1 THEN 0.8 WHEN 2 THEN 0.6 WHEN 3 THEN 0.4 ELSE 0.1 END, ',"node":', CASE p.id & 63
    WHEN 1 THEN (SELECT concat('{"__typename":"Official","slug":"', t.slug, '","name":', to_json(t.name), '}') FROM official t WHERE t.id = p.id)
    WHEN 2 THEN (SELECT concat('{"__typename":"District","slug":"', t.slug, '","name":', to_json(t.name), '}') FROM district t WHERE t.id = p.id)
    WHEN 3 THEN (SELECT concat('{"__typename":"Park","slug":"', t.slug, '","name":', to_json(t.name), '}') FROM park t WHERE t.id = p.id)
    WHEN 4 THEN (SELECT concat('{"__typename":"Project","slug":"', t.slug, '","name":', to_json(t.name), '}') FROM project t WHERE t.id = p.id)
    WHEN 5 THEN (SELECT concat('{"__typename":"RailLine","slug":"', t.slug, '","name":', to_json(t.name), '}') FROM rail_line t WHERE t.id = p.id)
    WHEN 6 THEN (SELECT concat('{"__typename":"Station","slug":"', t.slug, '","name":', to_json(t.name), '}') FROM station t WHERE t.id = p.id)
    WHEN 7 THEN (SELECT concat('{"__typename":"Organization","slug":"', t.slug, '","name":', to_json(t.name), '}') FROM organization t WHERE t.id = p.id)
  END, '}'), ',' ORDER BY p.class, p.links DESC, p.id), ']}}}')
FROM page p
