package store

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"civicgraph/internal/kg"
)

// Page is the part of a list that a read returns.
type Page struct {
	// Limit is the maximal number of items of each parent.
	Limit int
	// Peeks adds one item, which shows whether there are more.
	Peeks bool
	// FromEnd selects the last items instead of the first.
	FromEnd bool
	// After and Before are the positions of cursors; nil if not given.
	After, Before *Position
}

// limit returns the maximal number of items of each parent that a read returns.
func (p *Page) limit() int64 {
	if p.Peeks {
		return int64(p.Limit) + 1
	}
	return int64(p.Limit)
}

// usualText and usualArgs are capacities that suffice for most statements.
const (
	usualText = 512
	usualArgs = 6
)

// sqlBuilder builds SQL with its arguments.
type sqlBuilder struct {
	strings.Builder
	d    dialect
	args []any
}

// sql returns a builder of SQL for the database of the registry.
func (r *Registry) sql() sqlBuilder { return sqlBuilder{d: r.dialect} }

// arg adds an argument and returns its placeholder.
func (s *sqlBuilder) arg(value any) string {
	if s.args == nil {
		s.args = make([]any, 0, usualArgs)
	}
	s.args = append(s.args, value)
	return s.d.placeholder(len(s.args), value)
}

func (s *sqlBuilder) add(parts ...string) {
	if s.Cap() == 0 {
		s.Grow(usualText)
	}
	for _, part := range parts {
		s.WriteString(part)
	}
}

// each adds, for FROM, the items of an argument that is a list: rows of key, the index from 0, and value.
func (s *sqlBuilder) each(list, alias string) {
	around := s.d.list()
	s.add(around.before, list, around.after, " ", alias)
}

// eachEntity is each for a list of ids of entities, which may leave out those that do not exist. Subqueries may refer to its rows.
func (s *sqlBuilder) eachEntity(list, alias string) {
	around := s.d.entities()
	s.add(around.before, list, around.after, " ", alias)
}

// join adds a join with a table that is read once for each row of those before it.
func (s *sqlBuilder) join(table, alias, on string) {
	s.add(s.d.join(), " ", table, " ", alias, " ON ", on)
}

func (s *sqlBuilder) done() Query { return Query{SQL: s.String(), Args: s.args} }

// ByID reads the records with these ids, in no order. Rows: index of the id, columns.
func (t *Table) ByID(ids []kg.ID, columns []Column) Query {
	s := t.registry.sql()
	list := s.arg(ids)
	s.add("SELECT k.key")
	s.columns(columns)
	s.add("\nFROM ")
	s.each(list, "k")
	s.add("\n")
	s.join(t.Name, "t", "t.id = k.value")
	return s.done()
}

// BySlug reads the record with a slug or former slug. Rows: 0, columns.
func (t *Table) BySlug(slug string, columns []Column) Query {
	s := t.registry.sql()
	value := s.arg(slug)
	s.add("SELECT 0")
	s.columns(columns)
	s.add("\nFROM ", t.Name, " t\nWHERE ", t.hasSlug(value))
	return s.done()
}

// hasSlug returns the condition that a slug, as SQL, is or was that of the row t.
func (t *Table) hasSlug(slug string) string {
	return "t.slug = " + slug + "\n  OR t.id = (SELECT record_id FROM former_slug WHERE kind = " + strconv.Itoa(int(t.Code)) + " AND slug = " + slug + ")"
}

// EntityKey identifies an entity by its id or, if that is 0, by a reference.
type EntityKey struct {
	ID  kg.ID
	Ref kg.Ref
}

// EntitiesByKey reads the ids of the entities that exist. Rows: index of the key, id.
func (r *Registry) EntitiesByKey(entities []EntityKey) Query {
	s := r.sql()
	for i, key := range entities {
		if i > 0 {
			s.add("\nUNION ALL\n")
		}
		code := key.Ref.Kind
		if key.ID != 0 {
			code = key.ID.Code()
		}
		t := r.byCode[code]
		s.add("SELECT ", strconv.Itoa(i), ", t.id\nFROM ", t.Name, " t\nWHERE ")
		if key.ID != 0 {
			s.add("t.id = ", s.arg(key.ID))
		} else {
			s.add(t.hasSlug(s.arg(key.Ref.Slug)))
		}
	}
	return s.done()
}

// CountEntities counts the entities of each kind. Rows: index of the kind, its name in the schema, number.
func (r *Registry) CountEntities() Query {
	s := r.sql()
	for i, code := range r.Entities() {
		if i > 0 {
			s.add("\nUNION ALL\n")
		}
		t := r.byCode[code]
		s.add("SELECT ", strconv.Itoa(i), ", '", r.Kinds.EnumName(code), "', count(*)\nFROM ", t.Name)
	}
	s.add("\nORDER BY 1")
	return s.done()
}

// CountLinks counts the links of each kind. Rows: index of the kind, its name in the schema, number.
func (r *Registry) CountLinks() Query {
	s := r.sql()
	s.add("SELECT k.key, k.value, coalesce(c.number, 0)\nFROM ")
	s.each(s.arg(kg.LinkKindNames()[1:]), "k")
	s.add("\nLEFT JOIN (SELECT kind, count(*) AS number FROM link GROUP BY kind) c ON c.kind = k.key + 1\nORDER BY k.key")
	return s.done()
}

// ChangedAt reads when the graph last changed. Rows: 0, time or NULL.
func ChangedAt() Query {
	return Query{SQL: "SELECT 0, changed_at\nFROM sequence\nWHERE name = 'record'"}
}

func direction(descending bool) string {
	if descending {
		return " DESC"
	}
	return ""
}

// Leading columns of the rows of ByOwner and ByOwnerAndField, which come in no order.
const (
	ChildOwnerIndex = iota // index of the owner
	ChildOrder             // by which the items of one owner sort
	ChildColumns           // number of leading columns
)

// ByOwner reads the items that belong to records. Rows: ChildOwnerIndex, ChildOrder, columns.
func (o *ChildList) ByOwner(owners []kg.ID, columns []Column) Query {
	s := o.Table.registry.sql()
	o.read(&s, owners, columns)
	return s.done()
}

// ByOwnerAndField reads the citations for one field of records. Rows: ChildOwnerIndex, ChildOrder, columns.
func (o *ChildList) ByOwnerAndField(owners []kg.ID, field string, columns []Column) Query {
	s := o.Table.registry.sql()
	o.read(&s, owners, columns)
	s.add("\nWHERE t.field = ", s.arg(field))
	return s.done()
}

func (o *ChildList) read(s *sqlBuilder, owners []kg.ID, columns []Column) {
	list := s.arg(owners)
	s.add("SELECT k.key, t.", o.Order)
	s.columns(columns)
	s.add("\nFROM ")
	s.each(list, "k")
	s.add("\n")
	s.join(o.Table.Name, "t", "t."+o.Owner+" = k.value")
}

// ByIdentifier reads the oldest entity with an identifier. Rows: its id.
func ByIdentifier(scheme, value string) Query {
	return Query{
		SQL:  "SELECT entity_id\nFROM identifier\nWHERE scheme = $1 AND value = $2\nORDER BY entity_id\nLIMIT 1",
		Args: []any{scheme, value},
	}
}

// match adds the condition that a link, by its alias, is one of a step from the entity k.
func (s *sqlBuilder) match(step kg.Step, alias string, asOf kg.Date) {
	s.matchFrom(step, alias, "k.value", asOf)
}

// matchFrom adds the condition that a link, by its alias, is one of a step from an entity.
func (s *sqlBuilder) matchFrom(step kg.Step, alias, entity string, asOf kg.Date) {
	near, _ := endColumns(step, alias)
	s.add(near, " = ", entity, s.isStep(alias, step, asOf))
}

// isStep returns the condition that a link, by its alias, is one of a step and may hold on the day.
func (s *sqlBuilder) isStep(alias string, step kg.Step, asOf kg.Date) string {
	condition := oneOf(alias+".kind", numbers(step.Kinds)) + oneOf(farTypeColumn(step, alias), numbers(step.Far))
	if asOf != "" {
		condition += s.mayHold(alias, asOf)
	}
	return condition
}

// mayHold returns the condition, to be added to others, that a link, by its alias, may hold on a day.
func (s *sqlBuilder) mayHold(alias string, on kg.Date) string {
	day := s.arg(string(on))
	return " AND " + alias + ".possible_from <= " + day + " AND " + alias + ".possible_until >= " + day
}

// oneOf returns the condition, to be added to others, that a column is one of some numbers; empty if there are none.
func oneOf(column string, of []string) string {
	switch len(of) {
	case 0:
		return ""
	case 1:
		return " AND " + column + " = " + of[0]
	}
	return " AND " + column + " IN (" + strings.Join(of, ", ") + ")"
}

func numbers[T ~uint8](of []T) []string {
	if len(of) == 1 {
		return []string{strconv.Itoa(int(of[0]))}
	}
	of = slices.Clone(of)
	slices.Sort(of)
	var list []string
	for _, n := range slices.Compact(of) {
		list = append(list, strconv.Itoa(int(n)))
	}
	return list
}

// jsonArray returns a list as JSON, for an argument or a column.
func jsonArray[T any](list []T) string {
	b, err := json.Marshal(list)
	if err != nil {
		panic("store: encode a list: " + err.Error())
	}
	return string(b)
}
