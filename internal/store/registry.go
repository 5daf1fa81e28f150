package store

import (
	"strings"
	"unicode"

	"civicgraph/internal/kg"
)

// Form tells how a column's value is written as JSON.
type Encoding uint8

// Forms of a value. Empty text and NULL are null in all of them but TextList, where they are the empty list.
const (
	AsString Encoding = iota
	AsInt
	AsFloat
	AsDecimal  // an integer of 1/10000, written as a text
	AsGlobalID // a key, written as a global id
	AsEnumName // a number, written as its name among Field.Names
	AsStringList
	AsRegisterURL // a register's code, written as the address of its page there
)

// Field is what one schema field reads from the row of its record.
type Field struct {
	Column   Column
	Encoding Encoding
	// Names are those of a CodeForm, by number.
	Names []string
	// Fields make the value an object of several columns, null where Column is NULL unless it is empty.
	Fields map[string]Field
}

// Owned is a list that belongs to one record and is never paged: its names, its citations.
type ChildList struct {
	// Table is the type of the items.
	Table *Table
	// Owner is the column that holds the record's key, Order the column that sorts.
	Owner, Order string
	// Plain names the only field of items that are no objects.
	Plain string
	// To is the column with the key of the entity that an item stands for; the items are those entities then.
	To Column
}

// Reference is a field that leads to one record over a column of the row.
type Reference struct {
	// Column holds the key of the other record.
	Column Column
	// To are the kinds that it may be of.
	To []kg.Code
}

// Table is what one object type of the schema reads, and from where.
type Table struct {
	// Type is the object type in the schema.
	Type string
	// Name is the SQL table.
	Name string
	// Code is that of the keys; 0 for items without a key.
	Code kg.Code
	// One and Many are the Query fields for a record by slug and for all of them; empty where there are none.
	One, Many string
	// Sort is the column by which the list of all is sorted, before the key.
	Sort string

	Fields     map[string]Field
	ChildLists map[string]ChildList
	References map[string]Reference
	Relations  map[string]kg.Relation
	FactLists  map[string]FactList
	// Conditions are the fields that filters may ask about, Orders what lists may be sorted by, under the name in the schema.
	Conditions map[string]Condition
	Orders     map[string]Order

	registry *Registry
	// insertion adds a row of a kind, selection reads the columns of the kind's own fields by key.
	insertion, selection string
}

// Registry says how every type of the schema is read. It is built once and only read afterwards.
type Registry struct {
	Kinds  *kg.Kinds
	byType map[string]*Table
	byCode map[kg.Code]*Table
	roots  map[string]Root
	// entity is what can be asked of entities of several kinds.
	entity *Table
}

// Root is what a Query field reads.
type Root struct {
	Table *Table
	// All tells the list of all records from the one by slug.
	All bool
}

// NewRegistry derives the registry from the kinds and their relations.
func NewRegistry(kinds *kg.Kinds) *Registry {
	r := &Registry{Kinds: kinds, byType: map[string]*Table{}, byCode: map[kg.Code]*Table{}, roots: map[string]Root{}}
	r.entity = r.entityTable()
	citation, link := citationTable(), linkTable()
	link.ChildLists["citations"] = citations(citation)
	figure, statement := figureTable(), statementTable()
	figure.ChildLists["citations"], statement.ChildLists["citations"] = citations(citation), citations(citation)
	for _, table := range []*Table{citation, link, figure, statement} {
		r.add(table)
	}
	for _, kind := range kinds.All() {
		table := kindTable(kinds, kind)
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
	return r
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

// Table finds what an object type reads.
func (r *Registry) Table(typeName string) (*Table, bool) {
	t, ok := r.byType[typeName]
	return t, ok
}

// TableOf finds what records with such keys read.
func (r *Registry) TableByCode(code kg.Code) (*Table, bool) {
	t, ok := r.byCode[code]
	return t, ok
}

// Root finds what a Query field reads, where it is a record by slug or the list of all.
func (r *Registry) Root(field string) (Root, bool) {
	root, ok := r.roots[field]
	return root, ok
}

// Entities are the codes of the kinds of entity.
func (r *Registry) Entities() []kg.Code {
	var codes []kg.Code
	for _, k := range r.Kinds.All() {
		if k.IsEntity() {
			codes = append(codes, k.Code)
		}
	}
	return codes
}

// kindTable derives what a kind reads from its fields.
func kindTable(kinds *kg.Kinds, kind *kg.Kind) *Table {
	t := &Table{
		Type: strings.ToUpper(kind.Name[:1]) + kind.Name[1:], Name: snake(kind.Name), Code: kind.Code,
		One: kind.Name, Many: kind.Plural, Sort: "slug",
		Fields: versionedFields(), ChildLists: map[string]ChildList{}, Relations: map[string]kg.Relation{},
		Conditions: conditionsOf(kind), Orders: ordersOf(kind),
	}
	t.Fields["slug"] = Field{Column: SlugColumn()}
	t.ChildLists["formerSlugs"] = ChildList{Table: formerSlugTable(), Owner: "record_id", Order: "position", Plain: "slug"}
	if kind.IsEntity() {
		t.Fields["name"] = Field{Column: column("name")}
		t.ChildLists["names"] = ChildList{Table: nameTable(), Owner: "entity_id", Order: "position"}
		t.ChildLists["identifiers"] = ChildList{Table: identifierTable(), Owner: "entity_id", Order: "position"}
	}
	for i := range kind.Fields {
		t.Fields[kind.Fields[i].Name] = fieldOf(&kind.Fields[i])
	}
	for _, relation := range kinds.Relations(kind.Code) {
		t.Relations[relation.Name] = relation
	}
	t.insertion, t.selection = insertionOf(kind, t.Name), selectionOf(kind, t.Name)
	return t
}

// fieldOf tells how a field of a kind is read from its columns.
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
	panic("store: a field type without columns")
}

// snake turns a schema name into the column or table of the same name: bornOn, born_on.
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
