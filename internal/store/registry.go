package store

import (
	"strings"
	"unicode"

	"civicgraph/internal/kg"
)

// Encoding is the form of a column's value in JSON.
type Encoding uint8

// Encodings of a value. The empty string and NULL are null, except with AsStringList, where they are the empty list.
const (
	AsString Encoding = iota
	AsInt
	AsFloat
	AsDecimal  // an integer of 1/10000, as a string
	AsGlobalID // a key, as a global id
	AsEnumName // a number, as its name in Field.Names
	AsStringList
	AsRegisterURL // an identifier, as the URL of its page in the register
)

// Field is what a field of the schema reads from the row of its record.
type Field struct {
	Column   Column
	Encoding Encoding
	// Names are the names of AsEnumName by number.
	Names []string
	// OnDay reads the value on the day that the root field asks about, if it may differ.
	OnDay Column
	// Fields make the value an object of several columns: null if Column is NULL, never null if there is no Column.
	Fields map[string]Field
}

// ChildList is a list without pages that belongs to one record: names, citations.
type ChildList struct {
	// Table is the type of the items.
	Table *Table
	// Owner is the column of the record's key, Order the column by which the list is sorted.
	Owner, Order string
	// Plain is the only field of items that are not objects.
	Plain string
	// To is the column of an entity's key; the items are then these entities.
	To Column
}

// Reference is a field that leads to one record by a key in the row.
type Reference struct {
	// Column is the key of the other record.
	Column Column
	// To are the kinds of the other record.
	To []kg.Code
}

// Table is what an object type of the schema reads.
type Table struct {
	// Type is the object type in the schema.
	Type string
	// Name is the SQL table.
	Name string
	// Code is the kind of record in the keys; 0 for items without a key.
	Code kg.Code
	// One and Many are the fields of Query for one record by slug and for the list of all; empty if there are none.
	One, Many string
	// Sort is the column by which the list of all is sorted, and then by key; by key alone if empty.
	Sort string

	Fields     map[string]Field
	ChildLists map[string]ChildList
	References map[string]Reference
	Relations  map[string]kg.Relation
	FactLists  map[string]FactList
	// Conditions are the fields of filters, Orders those of orders, by their names in the schema.
	Conditions map[string]Condition
	Orders     map[string]Order
	// Groups are the properties by which totals group the records, by their names in the schema; none where there are no totals.
	Groups map[string]Group
	// Numbers are the numbers and dates of which totals have sums and ranges, by field.
	Numbers map[string]Number

	registry *Registry
	// columns are those of a new row of a kind.
	columns []string
}

// sortOf returns the column by which the list of all is sorted, of a row with an alias; the empty string if there is none.
func (t *Table) sortOf(alias string) string {
	if t.Sort == "" {
		return "''"
	}
	return alias + "." + t.Sort
}

// Registry holds the table of every type of the schema. It is built once and only read afterwards.
type Registry struct {
	Kinds   *kg.Kinds
	dialect dialect
	byType  map[string]*Table
	byCode  map[kg.Code]*Table
	roots   map[string]Root
	// totals are the tables by the field of Query with their totals.
	totals map[string]*Table
	// entity is the table of lists with entities of several kinds. It has no rows.
	entity *Table
}

// Root is what a field of Query reads.
type Root struct {
	Table *Table
	// All means the list of all records, not one by slug.
	All bool
}

// NewRegistry derives the registry from the kinds and their relations, for a database of SQLite. Store.Registry is that of a store.
func NewRegistry(kinds *kg.Kinds) *Registry { return newRegistry(kinds, sqliteDialect{}) }

func newRegistry(kinds *kg.Kinds, d dialect) *Registry {
	r := &Registry{Kinds: kinds, dialect: d, byType: map[string]*Table{}, byCode: map[kg.Code]*Table{}, roots: map[string]Root{}, totals: map[string]*Table{}}
	r.entity = r.entityTable()
	citation, link := citationTable(), linkTable()
	link.ChildLists["citations"] = citations(citation)
	figure, statement := figureTable(d), statementTable()
	figure.ChildLists["citations"], statement.ChildLists["citations"] = citations(citation), citations(citation)
	for _, table := range []*Table{citation, link, figure, statement} {
		r.add(table)
	}
	for _, kind := range kinds.All() {
		table := r.kindTable(kind)
		if kind.IsEntity() {
			table.ChildLists["citations"] = citations(citation)
			link.reach(kind.Code)
			table.FactLists = map[string]FactList{"figures": figuresOf(), "statements": statementsOf()}
		}
		r.add(table)
	}
	r.byCode[kg.KindOfficial].FactLists["said"] = saidBy()
	r.byCode[kg.KindSource].FactLists = map[string]FactList{"facts": factsOf(kinds)}
	for _, owned := range []*Table{nameTable(), identifierTable()} {
		r.byType[owned.Type] = owned
	}
	r.addTotals()
	for _, code := range kinds.RecordCodes() {
		r.totals[kinds.NameOf(code)+"Totals"] = r.byCode[code]
	}
	r.own(r.entity)
	for _, table := range r.byCode {
		r.own(table)
	}
	return r
}

// own makes the registry that of the lists of a table.
func (r *Registry) own(t *Table) {
	for _, list := range t.ChildLists {
		list.Table.registry = r
	}
	for name, list := range t.FactLists {
		list.registry = r
		t.FactLists[name] = list
	}
}

func (r *Registry) add(t *Table) {
	t.registry = r
	r.byType[t.Type] = t
	r.byCode[t.Code] = t
	if t.One != "" {
		r.roots[t.One] = Root{Table: t}
	}
	if t.Many != "" {
		r.roots[t.Many] = Root{Table: t, All: true}
	}
}

// Table returns the table of an object type.
func (r *Registry) Table(typeName string) (*Table, bool) {
	t, ok := r.byType[typeName]
	return t, ok
}

// TableByCode returns the table of a kind of record.
func (r *Registry) TableByCode(code kg.Code) (*Table, bool) {
	t, ok := r.byCode[code]
	return t, ok
}

// Root returns what a field of Query reads, if that is a record by slug or a list of all.
func (r *Registry) Root(field string) (Root, bool) {
	root, ok := r.roots[field]
	return root, ok
}

// Totals returns the table of which a field of Query has totals.
func (r *Registry) Totals(field string) (*Table, bool) {
	t, ok := r.totals[field]
	return t, ok
}

// Entities returns the codes of the kinds of entity.
func (r *Registry) Entities() []kg.Code {
	var codes []kg.Code
	for _, k := range r.Kinds.Entities() {
		codes = append(codes, k.Code)
	}
	return codes
}

// kindTable returns the table of a kind.
func (r *Registry) kindTable(kind *kg.Kind) *Table {
	t := &Table{
		Type: strings.ToUpper(kind.Name[:1]) + kind.Name[1:], Name: snake(kind.Name), Code: kind.Code,
		One: kind.Name, Many: kind.Plural, Sort: "slug",
		Fields: versionedFields(), ChildLists: map[string]ChildList{}, Relations: map[string]kg.Relation{},
		Conditions: conditionsOf(kind), Orders: ordersOf(kind),
		Groups: groupsOf(r.Kinds, kind), Numbers: numbersOf(kind),
	}
	t.Fields["slug"] = Field{Column: SlugColumn()}
	t.ChildLists["formerSlugs"] = ChildList{Table: formerSlugTable(), Owner: "record_id", Order: "position", Plain: "slug"}
	if kind.IsEntity() {
		t.Fields["name"] = Field{Column: column("name"), OnDay: nameOnDay()}
		t.ChildLists["names"] = ChildList{Table: nameTable(), Owner: "entity_id", Order: "position"}
		t.ChildLists["identifiers"] = ChildList{Table: identifierTable(), Owner: "entity_id", Order: "position"}
	}
	for i := range kind.Fields {
		t.Fields[kind.Fields[i].Name] = fieldOf(&kind.Fields[i])
	}
	for _, relation := range r.Kinds.Relations(kind.Code) {
		t.Relations[relation.Name] = relation
	}
	t.columns = rowColumns(kind)
	return t
}

// fieldOf returns what a field of a kind reads.
func fieldOf(f *kg.Field) Field {
	name := snake(f.Name)
	switch f.Type {
	case kg.TypeString, kg.TypeURL, kg.TypePartialDate, kg.TypeEnum:
		return Field{Column: column(name)}
	case kg.TypeStringList:
		return Field{Column: column(name), Encoding: AsStringList}
	case kg.TypeInt:
		return Field{Column: column(name), Encoding: AsInt}
	case kg.TypeDecimal:
		return Field{Column: column(name), Encoding: AsDecimal}
	case kg.TypeMoney:
		amount := column(name + "_amount")
		return Field{Column: amount, Fields: map[string]Field{
			"amount": {Column: amount, Encoding: AsDecimal}, "currency": {Column: column(name + "_currency")},
		}}
	case kg.TypePoint:
		lat := column(name + "_lat")
		return Field{Column: lat, Fields: map[string]Field{
			"lat": {Column: lat, Encoding: AsFloat}, "lon": {Column: column(name + "_lon"), Encoding: AsFloat},
		}}
	}
	panic("store: field type without columns")
}

// snake turns a name of the schema into that of a column or table: bornOn, born_on.
func snake(name string) string {
	var b strings.Builder
	for _, r := range name {
		if unicode.IsUpper(r) {
			b.WriteByte('_')
			r = unicode.ToLower(r)
		}
		b.WriteRune(r)
	}
	return b.String()
}

func versionedFields() map[string]Field {
	return map[string]Field{
		"id":        {Column: IDColumn(), Encoding: AsGlobalID},
		"version":   {Column: column("version"), Encoding: AsInt},
		"updatedAt": {Column: column("updated_at")},
	}
}

func nameTable() *Table {
	return &Table{Type: "Name", Name: "name", Fields: map[string]Field{
		"text":     {Column: column("text")},
		"language": {Column: column("language")},
		"type":     {Column: column("type"), Encoding: AsEnumName, Names: kg.NameTypeNames()},
		"from":     {Column: column("period_from")},
		"until":    {Column: column("period_until")},
	}}
}

func identifierTable() *Table {
	return &Table{Type: "Identifier", Name: "identifier", Fields: map[string]Field{
		"scheme": {Column: column("scheme")},
		"value":  {Column: column("value")},
		"url":    {Column: computed(func(t string) string { return t + ".scheme || ' ' || " + t + ".value" }), Encoding: AsRegisterURL},
	}}
}

func formerSlugTable() *Table {
	return &Table{Name: "former_slug", Fields: map[string]Field{"slug": {Column: SlugColumn()}}}
}

func citations(items *Table) ChildList {
	return ChildList{Table: items, Owner: "record_id", Order: "id"}
}

func citationTable() *Table {
	return &Table{
		Type: "Citation", Name: "citation", Code: kg.KindCitation,
		Fields: map[string]Field{
			"id":      {Column: IDColumn(), Encoding: AsGlobalID},
			"locator": {Column: column("locator")},
			"quote":   {Column: column("quote")},
			"field":   {Column: column("field")},
		},
		References: map[string]Reference{"source": {Column: column("source_id"), To: []kg.Code{kg.KindSource}}},
	}
}
