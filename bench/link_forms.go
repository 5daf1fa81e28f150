package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"
)

// linkForm is a schema for relations.
type linkForm string

const (
	// linkTable is the schema of civicgraph: one table of all links, with an index from either end.
	linkTable linkForm = "links"
	// keyForm has the other record's key in the row, for relations to one. It cannot hold periods, roles, evidence, or a
	// second lead.
	keyForm linkForm = "keys"
	// tableForm has a table for each relation, with foreign keys and the columns of a link.
	tableForm linkForm = "tables"
)

func linkForms() []linkForm { return []linkForm{linkTable, keyForm, tableForm} }

// linkQuestion is a read whose steps along relations, @parks(…), exist in each form. It returns one string.
type linkQuestion struct {
	title string
	// begins is the table whose slugs pages start after.
	begins, sql string
}

func linkQuestions() []linkQuestion {
	return []linkQuestion{
		{title: "parks of 20 districts, 5 projects each", begins: "district", sql: `
SELECT group_concat(concat(d.name, '(', (
  SELECT group_concat(x) FROM (SELECT concat(p.name, '(', (
    SELECT group_concat(x) FROM (SELECT concat(j.name, j.status) AS x @projects LIMIT 5)), ')') AS x @parks LIMIT 20)), ')'))
FROM (SELECT id, name FROM district WHERE slug > +?1 ORDER BY slug LIMIT 20) d`},
		{title: "lead of 100 projects", begins: "project", sql: `
SELECT group_concat(concat(j.name, '(', (SELECT group_concat(x) FROM (SELECT o.name AS x @lead LIMIT 20)), ')'))
FROM (SELECT id, name@leadKey FROM project WHERE slug > +?1 ORDER BY slug LIMIT 100) j`},
		{title: "park of 100 projects and its district", begins: "project", sql: `
SELECT group_concat(concat(j.name, '(', (
  SELECT group_concat(x) FROM (SELECT concat(p.name, '(', (
    SELECT group_concat(x) FROM (SELECT d.name AS x @district LIMIT 20)), ')') AS x @hosts LIMIT 20)), ')'))
FROM (SELECT id, name@parkKey FROM project WHERE slug > +?1 ORDER BY slug LIMIT 100) j`},
		{title: "projects that the officials of 100 projects lead", begins: "project", sql: `
SELECT group_concat(concat(j.name, '(', (
  SELECT group_concat(x) FROM (SELECT concat(o.name, '(', (
    SELECT group_concat(x) FROM (SELECT k.name AS x @led LIMIT 20)), ')') AS x @lead LIMIT 20)), ')'))
FROM (SELECT id, name@leadKey FROM project WHERE slug > +?1 ORDER BY slug LIMIT 100) j`},
	}
}

// in returns the SQL of a question in a form.
func (q linkQuestion) in(form linkForm) string {
	steps := map[linkForm]*strings.Replacer{
		linkTable: strings.NewReplacer("@leadKey", "", "@parkKey", "",
			"@projects", `FROM link h CROSS JOIN project j ON j.id = h.to_id WHERE h.from_id = p.id AND h.kind = 4 AND h.to_type = 4 ORDER BY h."order", h.id`,
			"@parks", `FROM link l CROSS JOIN park p ON p.id = l.from_id WHERE l.to_id = d.id AND l.kind = 3 AND l.from_type = 3 ORDER BY l."order", l.id`,
			"@district", `FROM link a CROSS JOIN district d ON d.id = a.to_id WHERE a.from_id = p.id AND a.kind = 3 AND a.to_type = 2 ORDER BY a."order", a.id`,
			"@hosts", `FROM link h CROSS JOIN park p ON p.id = h.from_id WHERE h.to_id = j.id AND h.kind = 4 AND h.from_type = 3 ORDER BY h."order", h.id`,
			"@lead", `FROM link l CROSS JOIN official o ON o.id = l.from_id WHERE l.to_id = j.id AND l.kind = 8 AND l.from_type = 1 ORDER BY l."order", l.id`,
			"@led", `FROM link k1 CROSS JOIN project k ON k.id = k1.to_id WHERE k1.from_id = o.id AND k1.kind = 8 AND k1.to_type = 4 ORDER BY k1."order", k1.id`),
		keyForm: strings.NewReplacer("@leadKey", ", lead_id", "@parkKey", ", park_id",
			"@projects", `FROM keyed_project j WHERE j.park_id = p.id ORDER BY j.id`,
			"@parks", `FROM keyed_park p WHERE p.district_id = d.id ORDER BY p.id`,
			"@district", `FROM district d WHERE d.id = p.district_id`,
			"@hosts", `FROM keyed_park p WHERE p.id = j.park_id`,
			"@lead", `FROM official o WHERE o.id = j.lead_id`,
			"@led", `FROM keyed_project k WHERE k.lead_id = o.id ORDER BY k.id`,
			"FROM project", "FROM keyed_project"),
		tableForm: strings.NewReplacer("@leadKey", "", "@parkKey", "",
			"@projects", `FROM hosts h CROSS JOIN project j ON j.id = h.to_id WHERE h.from_id = p.id ORDER BY h."order", h.id`,
			"@parks", `FROM park_in l CROSS JOIN park p ON p.id = l.from_id WHERE l.to_id = d.id ORDER BY l."order", l.id`,
			"@district", `FROM park_in a CROSS JOIN district d ON d.id = a.to_id WHERE a.from_id = p.id ORDER BY a."order", a.id`,
			"@hosts", `FROM hosts h CROSS JOIN park p ON p.id = h.from_id WHERE h.to_id = j.id ORDER BY h."order", h.id`,
			"@lead", `FROM leads l CROSS JOIN official o ON o.id = l.from_id WHERE l.to_id = j.id ORDER BY l."order", l.id`,
			"@led", `FROM leads k1 CROSS JOIN project k ON k.id = k1.to_id WHERE k1.from_id = o.id ORDER BY k1."order", k1.id`),
	}
	return steps[form].Replace(q.sql)
}

// copyWithKeys copies the tables of the questions into one database in all forms, so that all are written and mapped alike.
func copyWithKeys(ctx context.Context, graph, path string) (err error) {
	conn, err := sqlite.OpenConn(path, sqlite.OpenReadWrite|sqlite.OpenCreate)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	conn.SetInterrupt(ctx.Done())
	schema := map[string]string{}
	err = sqlitex.ExecuteTransient(conn, "ATTACH ?1 AS graph", &sqlitex.ExecOptions{Args: []any{graph}})
	if err != nil {
		return err
	}
	err = sqlitex.ExecuteTransient(conn, "SELECT name, sql FROM graph.sqlite_schema WHERE sql IS NOT NULL", &sqlitex.ExecOptions{ResultFunc: func(stmt *sqlite.Stmt) error {
		schema[stmt.ColumnText(0)] = stmt.ColumnText(1)
		return nil
	}})
	if err != nil {
		return err
	}
	for _, statement := range copySteps(schema) {
		if err := sqlitex.ExecuteTransient(conn, statement, nil); err != nil {
			return fmt.Errorf("%s: %w", statement, err)
		}
	}
	return nil
}

// copySteps returns the statements that fill the copy, with the tables and indexes of the graph.
func copySteps(schema map[string]string) []string {
	const columns = `id INTEGER PRIMARY KEY,
  role TEXT NOT NULL, "order" INTEGER NOT NULL, period_from TEXT NOT NULL, period_until TEXT NOT NULL, attested_on TEXT NOT NULL,
  possible_from TEXT NOT NULL, possible_until TEXT NOT NULL, certain_from TEXT NOT NULL, certain_until TEXT NOT NULL,
  note TEXT NOT NULL, version INTEGER NOT NULL, updated_at TEXT NOT NULL`
	const copied = `id, role, "order", period_from, period_until, attested_on, possible_from, possible_until, certain_from, certain_until, note,
  version, updated_at`
	steps := []string{"PRAGMA synchronous = OFF"}
	for _, table := range []string{"district", "park", "project", "official", "link"} {
		steps = append(steps, schema[table], "INSERT INTO main."+table+" SELECT * FROM graph."+table)
	}
	steps = append(steps, schema["link_identity"], schema["link_out"], schema["link_in"])
	for _, relation := range []struct{ name, from, to, which string }{
		{"park_in", "park", "district", "kind = 3 AND from_type = 3"},
		{"hosts", "park", "project", "kind = 4"},
		{"leads", "official", "project", "kind = 8"},
	} {
		steps = append(steps,
			fmt.Sprintf("CREATE TABLE %s (from_id INTEGER NOT NULL REFERENCES %s (id), to_id INTEGER NOT NULL REFERENCES %s (id), %s) STRICT",
				relation.name, relation.from, relation.to, columns),
			fmt.Sprintf("INSERT INTO main.%s (from_id, to_id, %s) SELECT from_id, to_id, %s FROM graph.link WHERE %s", relation.name, copied, copied, relation.which),
			fmt.Sprintf(`CREATE INDEX %[1]s_out ON %[1]s (from_id, "order", id, to_id, possible_from, possible_until)`, relation.name),
			fmt.Sprintf(`CREATE INDEX %[1]s_in ON %[1]s (to_id, "order", id, from_id, possible_from, possible_until)`, relation.name),
		)
	}
	return append(steps,
		keyed(schema["park"], "park", "district_id INTEGER NOT NULL REFERENCES district (id),"),
		keyed(schema["project"], "project", "park_id INTEGER NOT NULL REFERENCES park (id), lead_id INTEGER NOT NULL REFERENCES official (id),"),
		"INSERT INTO main.keyed_park SELECT l.to_id, p.* FROM graph.park p CROSS JOIN park_in l ON l.from_id = p.id",
		"INSERT INTO main.keyed_project SELECT h.from_id, l.from_id, j.* FROM graph.project j CROSS JOIN hosts h ON h.to_id = j.id CROSS JOIN leads l ON l.to_id = j.id",
		"CREATE INDEX keyed_park_district ON keyed_park (district_id, id)",
		"CREATE INDEX keyed_project_park ON keyed_project (park_id, id)",
		"CREATE INDEX keyed_project_lead ON keyed_project (lead_id, id)",
		"ANALYZE main",
	)
}

// keyed returns the declaration of a table with foreign keys.
func keyed(schema, table, keys string) string {
	declared := strings.Replace(schema, "CREATE TABLE "+table, "CREATE TABLE keyed_"+table, 1)
	return strings.Replace(declared, "id INTEGER PRIMARY KEY,", keys+" id INTEGER PRIMARY KEY,", 1)
}
