package store

import (
	"civicgraph/internal/kg"
)

// Group is a property by which totals group records.
type Group struct {
	// Field is the field of a total with the value.
	Field string
	// IsText means that the value is a string, otherwise it is an integer.
	IsText bool
	// Names are the names of an enum by number, if the value is the number of one.
	Names []string
	// To are the kinds of a record whose key the value is.
	To []kg.Code
	// column is the value of a record that has at most one, NULL if it is missing.
	column Column
	// list are the paths to the values of a record t, their far ends; nil for a column. Values may be repeated. A path without a near end
	// refers to t itself.
	list func(m *filterBuilder) []linkPath
}

// Number is a number that totals add up, or a date.
type Number struct {
	// IsDate means that the value is a string; totals have its smallest and greatest.
	IsDate bool
	// IsWhole distinguishes whole numbers from those in units of 1/10000.
	IsWhole bool
	// Apart are properties of which numbers with different values are never added: the currency.
	Apart []Property
	// IsShort means that totals also have the sum alone.
	IsShort bool
	column  Column
}

// Property is a field of a part of a total, and its column.
type Property struct {
	Field  string
	column Column
}

// GroupOf returns the property that a field of a total holds, with its name in the schema.
func (t *Table) GroupOf(field string) (name string, group Group, ok bool) {
	for name, group := range t.Groups {
		if group.Field == field {
			return name, group, true
		}
	}
	return "", Group{}, false
}

// groupsOf returns the groups of a kind.
func groupsOf(kinds *kg.Kinds, kind *kg.Kind) map[string]Group {
	all := map[string]Group{}
	for _, g := range kinds.Groups(kind) {
		group := Group{Field: g.Name}
		if g.Relation != nil {
			group.To = g.Relation.To
			group.list = func(m *filterBuilder) []linkPath { return m.reachedBy(*g.Relation) }
		} else {
			group.of(g.Field)
		}
		all[kg.EnumName(g.Name)] = group
	}
	if posts := kind.Posts(); len(posts) > 0 {
		all["ROLE"] = Group{Field: "role", IsText: true, list: func(m *filterBuilder) []linkPath { return m.roles(posts) }}
	}
	if kind.IsEntity() {
		all["SOURCE"] = sourceGroup()
	}
	return all
}

// of groups by the value of a field.
func (g *Group) of(f *kg.Field) {
	name := snake(f.Name)
	switch f.Type {
	case kg.TypeEnum:
		g.Names, g.column = f.ValueNames(), listedOrder(name, f.ValueNames())
	case kg.TypeStringList:
		g.IsText, g.list = true, itemsOf(name)
	case kg.TypePartialDate:
		g.column = yearOf(nullIfEmpty(name))
	case kg.TypeString:
		g.IsText, g.column = true, nullIfEmpty(name)
	case kg.TypeURL, kg.TypeInt, kg.TypeDecimal, kg.TypeMoney, kg.TypePoint: // kg.Groups has none
	}
}

// yearOf returns the year of a date, NULL where that is missing.
func yearOf(date Column) Column {
	return computed(func(t string) string { return "CAST(substr(" + date.SQL(t, "") + ", 1, 4) AS INTEGER)" })
}

// itemsOf reads the strings of a list.
func itemsOf(name string) func(*filterBuilder) []linkPath {
	return func(m *filterBuilder) []linkPath {
		return []linkPath{{from: m.d.items().of("t."+name) + " i", far: "value", where: "TRUE"}}
	}
}

// sourceGroup groups by the sources that a record cites.
func sourceGroup() Group {
	return Group{Field: "source", To: []kg.Code{kg.KindSource}, list: func(*filterBuilder) []linkPath {
		return []linkPath{{from: "citation c", near: "c.record_id", far: "c.source_id", where: "TRUE"}}
	}}
}

// roles returns the paths to the roles in the links of steps.
func (m *filterBuilder) roles(steps []kg.Step) []linkPath {
	paths := make([]linkPath, len(steps))
	for i, step := range steps {
		near, _ := endColumns(step, "l")
		paths[i] = linkPath{from: m.d.links(step.In) + " l", near: near, far: "l.role", where: "l.role <> '' AND " + m.isStep("l", step)}
	}
	return paths
}

// reachedBy returns the paths to the entities that a relation leads to.
func (m *filterBuilder) reachedBy(relation kg.Relation) []linkPath {
	if relation.Shape != kg.Transitive {
		return m.linkPaths(relation, nil)
	}
	step := relation.Steps[0]
	if m.d.isDistributed() {
		return []linkPath{m.pairsByLevels(step)}
	}
	near, far := endColumns(step, "l")
	return []linkPath{{
		from: "(WITH RECURSIVE r (value) AS (SELECT " + far + " FROM link l WHERE " + near + " = t.id AND " + m.isStep("l", step) +
			" UNION SELECT " + far + " FROM r " + m.d.join() + " link l ON " + near + " = r.value AND " + m.isStep("l", step) +
			") SELECT value FROM r) r", far: "value", where: "value <> t.id",
	}}
}

// subjectGroup groups by the entities that a figure or statement is about.
func (r *Registry) subjectGroup(of string) Group {
	return Group{Field: "subject", To: r.Entities(), list: func(*filterBuilder) []linkPath {
		return []linkPath{{from: subjectTable(of).Name + " s", near: "s." + of + "_id", far: "s.subject_id", where: "TRUE"}}
	}}
}

// joinValues adds a join with the different values to which paths from the record t lead, or else with NULL, as alias.value.
func (m *filterBuilder) joinValues(alias string, paths []linkPath) {
	if m.d.isDistributed() && paths[0].near != "" { // all values are found once
		m.add("\nLEFT JOIN (SELECT DISTINCT id, value FROM (", each(paths, " UNION ALL ", func(p linkPath) string {
			return "SELECT " + p.near + " AS id, " + p.far + " AS value FROM " + p.from + " WHERE " + p.where
		}), ") u) ", alias, " ON ", alias, ".id = t.id")
		return
	}
	m.add("\n", m.d.distinct(alias).of(each(paths, " UNION ALL ", func(p linkPath) string {
		read := "SELECT " + p.far + " AS value FROM " + p.from + " WHERE "
		if p.near != "" {
			read += p.near + " = t.id AND "
		}
		return read + p.where
	})))
}

// addTotals adds the groups and numbers of links, figures and statements.
func (r *Registry) addTotals() {
	start, end := nullIfEmpty("period_from"), nullIfEmpty("period_until")
	speaker := []kg.Code{kg.KindOfficial}
	kinds := make([]string, kg.CodeMask+1)
	for _, code := range r.Entities() {
		kinds[code] = r.Kinds.EnumName(code)
	}
	link := r.byCode[kg.KindLink]
	link.Groups = map[string]Group{
		"KIND":         {Field: "kind", Names: kg.LinkKindNames(), column: column("kind")},
		"ROLE":         {Field: "role", IsText: true, column: nullIfEmpty("role")},
		"FROM":         {Field: "from", To: r.Entities(), column: column("from_id")},
		"FROM_KIND":    {Field: "fromKind", Names: kinds, column: column("from_type")},
		"TO":           {Field: "to", To: r.Entities(), column: column("to_id")},
		"TO_KIND":      {Field: "toKind", Names: kinds, column: column("to_type")},
		"ON_BEHALF_OF": {Field: "onBehalfOf", To: kg.OnBehalfOf(), column: nullIfNobody("on_behalf_of")},
		"START_YEAR":   {Field: "startYear", column: yearOf(start)},
		"END_YEAR":     {Field: "endYear", column: yearOf(end)},
		"SOURCE":       sourceGroup(),
	}
	link.Numbers = map[string]Number{"start": {IsDate: true, column: start}, "end": {IsDate: true, column: end}}
	figure := r.byCode[kg.KindFigure]
	figure.Groups = map[string]Group{
		"MEASURE":   {Field: "measure", IsText: true, column: column("measure")},
		"UNIT":      {Field: "unit", IsText: true, column: column("unit")},
		"TYPE":      {Field: "type", Names: kg.FigureTypeNames(), column: listedOrder("type", kg.FigureTypeNames())},
		"QUALIFIER": {Field: "qualifier", Names: kg.QualifierNames(), column: listedOrder("qualifier", kg.QualifierNames())},
		"SUBJECT":   r.subjectGroup("figure"),
		"YEAR": {Field: "year", column: yearOf(computed(func(t string) string {
			return "coalesce(nullif(" + t + ".period_from, ''), nullif(" + t + ".period_until, ''), nullif(" + t + ".attested_on, ''))"
		}))},
		"STATED_BY": {Field: "statedBy", To: speaker, column: nullIfNobody("stated_by")},
		"SOURCE":    sourceGroup(),
	}
	figure.Numbers = map[string]Number{
		"value": {column: column("value"), Apart: []Property{{"measure", column("measure")}, {"unit", column("unit")}, {"type", column("type")}}},
		"start": {IsDate: true, column: start}, "end": {IsDate: true, column: end},
	}
	statement := r.byCode[kg.KindStatement]
	statement.Groups = map[string]Group{
		"SPEAKER": {Field: "speaker", To: speaker, column: nullIfNobody("speaker_id")},
		"YEAR":    {Field: "year", column: yearOf(nullIfEmpty("said_on"))},
		"TOPIC":   {Field: "topic", IsText: true, list: itemsOf("topics")},
		"SUBJECT": r.subjectGroup("statement"),
		"SOURCE":  sourceGroup(),
	}
	statement.Numbers = map[string]Number{"saidOn": {IsDate: true, column: nullIfEmpty("said_on")}}
}

// nullIfNobody returns a column with the key of an entity, NULL where it names none.
func nullIfNobody(name string) Column {
	return computed(func(t string) string { return "nullif(" + t + "." + name + ", 0)" })
}

// numbersOf returns the numbers and dates of a kind.
func numbersOf(kind *kg.Kind) map[string]Number {
	all := map[string]Number{}
	fields := kind.OwnFields()
	for i := range fields {
		name := snake(fields[i].Name)
		switch fields[i].Type {
		case kg.TypeInt:
			all[fields[i].Name] = Number{IsWhole: true, IsShort: fields[i].HasShortTotal, column: column(name)}
		case kg.TypeDecimal:
			all[fields[i].Name] = Number{column: column(name)}
		case kg.TypeMoney:
			all[fields[i].Name] = Number{
				column: column(name + "_amount"), IsShort: fields[i].HasShortTotal, Apart: []Property{{"currency", column(name + "_currency")}},
			}
		case kg.TypePartialDate:
			all[fields[i].Name] = Number{IsDate: true, column: nullIfEmpty(name)}
		case kg.TypeString, kg.TypeStringList, kg.TypeEnum, kg.TypePoint, kg.TypeURL:
		}
	}
	return all
}
