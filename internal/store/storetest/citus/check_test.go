package citus_test

import (
	"strings"
	"testing"

	"civicgraph/internal/store/storetest/citus"
)

var layout = citus.Layout{
	Keys: map[string]string{
		"park": "id", "district": "id", "name": "entity_id", "link": "from_id", "link_reverse": "to_id", "citation": "record_id",
	},
	Reference: []string{"sequence", "source", "figure", "word"},
}

// list is a list of ids in FROM, as the dialect writes it.
const list = "(SELECT ordinality - 1 AS key, value FROM unnest($1::bigint[]) WITH ORDINALITY u (value, ordinality)) k"

// owners is a list of entities, each with a row of a distributed table.
const owners = "(SELECT k.key, n.entity_id AS value FROM " + list + " JOIN name n ON n.entity_id = k.value AND n.position = 1) k"

func TestCheckAccepts(t *testing.T) {
	for name, sql := range map[string]string{
		"rows by key":                  "SELECT k.key, t.name FROM " + list + " JOIN park t ON t.id = k.value",
		"one row":                      `SELECT t.name, t."order" FROM link t WHERE t.from_id = $1 ORDER BY t."order" LIMIT 3`,
		"co-located tables":            "SELECT t.name FROM park t JOIN name n ON n.entity_id = t.id",
		"co-located by a condition":    "SELECT t.name FROM park t JOIN name n ON n.position = 1 WHERE (n.entity_id = t.id AND n.text = 'a')",
		"correlated by the key":        "SELECT t.id FROM park t WHERE EXISTS (SELECT 1 FROM link l WHERE l.from_id = t.id AND l.kind = 1)",
		"a subquery for itself":        "SELECT t.id FROM park t WHERE t.id IN (SELECT l.to_id FROM link l WHERE l.from_id IN (SELECT d.id FROM district d))",
		"first rows of each":           "SELECT k.key, t.id FROM " + owners + " CROSS JOIN LATERAL (SELECT x.* FROM link x WHERE x.from_id = k.value LIMIT 2) t",
		"a cell for each":              "SELECT k.key, (SELECT string_agg(p.n, ',') FROM (SELECT x.to_id::text AS n FROM link x WHERE x.from_id = k.value LIMIT 2) p) FROM " + owners,
		"a reference table":            "SELECT f.id FROM figure f WHERE EXISTS (SELECT 1 FROM source s WHERE s.id = f.source_id)",
		"a reference table by a row":   "SELECT c.id FROM citation c JOIN source s ON s.id = c.source_id",
		"through two links":            "SELECT t.id FROM park t WHERE t.id IN (SELECT a.from_id FROM link_reverse a JOIN link b ON b.from_id = a.to_id)",
		"a set beside a list":          "SELECT k.key FROM " + list + " JOIN link t ON t.from_id = k.value AND t.to_id IN (SELECT d.id FROM district d OFFSET 0)",
		"a set of keys beside a list":  "SELECT k.key FROM " + list + " JOIN park t ON t.id = k.value AND t.id NOT IN (SELECT l.from_id FROM link l)",
		"a materialized CTE":           "WITH far (id) AS MATERIALIZED (SELECT d.id FROM district d) SELECT l.id FROM link l JOIN far ON far.id = l.to_id",
		"parts of two tables":          "SELECT 0, t.id FROM park t WHERE t.slug = $1 UNION ALL SELECT 1, t.id FROM district t WHERE t.slug = $2 ORDER BY 1",
		"a row to lock":                "SELECT last FROM sequence WHERE name = 'record' FOR UPDATE",
		"an outer join by the key":     "SELECT t.id FROM park t LEFT JOIN name n ON n.entity_id = t.id",
		"new rows":                     "INSERT INTO link (id, from_id) VALUES ($1, $2), ($3, $4) ON CONFLICT (from_id, id) DO NOTHING",
		"a change":                     "UPDATE link SET role = $1, note = (SELECT text FROM word WHERE id = 1) WHERE id = $2",
		"a unique index with the key":  "CREATE UNIQUE INDEX link_identity ON link (from_id, to_id)",
		"a unique index of a copy":     "CREATE UNIQUE INDEX word_text ON word (text)",
		"a table whose key is the id":  `CREATE TABLE park (id BIGINT PRIMARY KEY, slug TEXT COLLATE "C" NOT NULL)`,
		"a table with a longer key":    "CREATE TABLE link (id BIGINT, from_id BIGINT, PRIMARY KEY (id, from_id))",
		"a string that looks like SQL": "SELECT t.id FROM park t WHERE t.name = 'WITH RECURSIVE (it''s'",
	} {
		if err := layout.Check(sql); err != nil {
			t.Errorf("%s is refused: %v", name, err)
		}
	}
}

func TestCheckRefuses(t *testing.T) {
	for name, c := range map[string]struct{ sql, why string }{
		"links joined to entities": {
			"SELECT l.id FROM link l JOIN district d ON d.id = l.to_id", "joined by other columns",
		},
		"far ends of correlated links": {
			"SELECT t.id FROM park t WHERE EXISTS (SELECT 1 FROM link l WHERE l.from_id = t.id AND EXISTS (SELECT 1 FROM district d WHERE d.id = l.to_id))",
			"by another column",
		},
		"links backwards": {"SELECT t.id FROM park t WHERE EXISTS (SELECT 1 FROM link l WHERE l.to_id = t.id)", "by another column"},
		"a far cell":      {"SELECT l.id, (SELECT d.name FROM district d WHERE d.id = l.to_id) FROM link l", "by another column"},
		"a far order":     {"SELECT l.id FROM link l ORDER BY (SELECT d.name FROM district d WHERE d.id = l.to_id)", "by another column"},
		"two links": {
			"SELECT t.id FROM park t WHERE EXISTS (SELECT 1 FROM link a JOIN link b ON b.from_id = a.to_id WHERE a.from_id = t.id)", "by other columns",
		},
		"a set beside a list": {
			"SELECT k.key FROM " + list + " JOIN link t ON t.from_id = k.value AND t.to_id IN (SELECT d.id FROM district d)", "takes for co-located",
		},
		"a recursive CTE": {"WITH RECURSIVE r (id) AS (SELECT 1 UNION SELECT l.to_id FROM r JOIN link l ON l.from_id = r.id) SELECT id FROM r", "recursive"},
		"a recursive CTE in a subquery": {
			"SELECT t.id FROM park t WHERE t.id IN (WITH RECURSIVE r (id) AS (SELECT 1 UNION SELECT r.id FROM r) SELECT id FROM r)", "recursive",
		},
		"first rows of a list": {
			"SELECT k.key, t.id FROM " + list + " CROSS JOIN LATERAL (SELECT x.* FROM link x WHERE x.from_id = k.value LIMIT 2) t", "lateral",
		},
		"a cell of a list": {"SELECT k.key, (SELECT n.text FROM name n WHERE n.entity_id = k.value LIMIT 1) FROM " + list, "all nodes have"},
		"a condition of a copy": {
			"SELECT f.id FROM figure f WHERE EXISTS (SELECT 1 FROM citation c WHERE c.record_id = f.id)", "all nodes have",
		},
		"a limit that reads": {"SELECT t.id FROM park t LIMIT CASE WHEN (SELECT count(*) FROM word) < 5 THEN 1 ELSE 0 END", "LIMIT"},
		"an outer join of a list": {
			"SELECT k.key, n.text FROM " + list + " LEFT JOIN name n ON n.entity_id = k.value", "outer join",
		},
		"an outer join with a constant condition": {"SELECT t.id FROM park t LEFT JOIN (SELECT 1 AS one) n ON FALSE", "constant"},
		"an outer join and a constant": {
			"SELECT t.id FROM park t LEFT JOIN name n ON n.entity_id = t.id WHERE (t.id > 0 AND (TRUE) IS NOT TRUE)", "constant",
		},
		"several rows to lock":       {"SELECT t.id FROM park t WHERE t.id = ANY($1) FOR UPDATE", "FOR UPDATE"},
		"a new key":                  {"UPDATE link SET note = '', from_id = $1 WHERE id = $2", "distributed"},
		"a conflict without the key": {"INSERT INTO link (id, from_id) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING", "conflict"},
		"a change of far rows": {
			"DELETE FROM link WHERE EXISTS (SELECT 1 FROM district d WHERE d.id = link.to_id)", "by another column",
		},
		"rows from joined tables":        {"INSERT INTO name SELECT d.id FROM link l JOIN district d ON d.id = l.to_id", "by other columns"},
		"a unique index without the key": {"CREATE UNIQUE INDEX park_slug ON park (slug)", "unique"},
		"a unique column":                {"CREATE TABLE park (id BIGINT PRIMARY KEY, slug TEXT UNIQUE)", "unique"},
		"a primary key without the key":  {"CREATE TABLE link (id BIGINT PRIMARY KEY, from_id BIGINT)", "unique"},
		"a foreign key":                  {"CREATE TABLE name (entity_id BIGINT REFERENCES park (id), PRIMARY KEY (entity_id))", "foreign key"},
		"a trigger":                      {"CREATE TRIGGER reverse AFTER INSERT ON link EXECUTE FUNCTION reverse()", "trigger"},
	} {
		if err := layout.Check(c.sql); err == nil || !strings.Contains(err.Error(), c.why) {
			t.Errorf("%s is not refused for %q, but: %v", name, c.why, err)
		}
	}
}
