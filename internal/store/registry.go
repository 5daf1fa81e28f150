package store

import (
	"maps"
	"strings"
	"unicode"

	"civicgraph/internal/kg"
)

// Form tells how a column's value is written as JSON.
type Form uint8

// Forms of a value. Empty text and NULL are null in all of them but TextList, where they are the empty list.
const (
	TextForm Form = iota
	IntegerForm
	FloatForm
	DecimalForm // an integer of 1/10000, written as a text
	IDForm      // a key, written as a global id
	CodeForm    // a number, written as its name among Field.Names
	TextListForm
	RegisterForm // a register's code, written as the address of its page there
)

// Field is what one schema field reads from the row of its record.
type Field struct {
	// Column is an SQL expression over the row, which goes by t. $day in it stands for the day of the field's argument.
	Column string
	Form   Form
	// Names are those of a CodeForm, by number.
	Names []string
	// Fields make the value an object of several columns, null where Column is NULL unless it is empty.
	Fields map[string]Field
}

// Owned is a list that belongs to one record and is never paged: its names, its citations.
type Owned struct {
	// Table is the type of the items.
	Table *Table
	// Owner is the column that holds the record's key, Order the column that sorts.
	Owner, Order string
	// Plain names the only field of items that are no objects.
	Plain string
	// To is the column with the key of the entity that an item stands for; the items are those entities then.
	To string
}

// Reference is a field that leads to one record over a column of the row.
type Reference struct {
	// Column holds the key of the other record.
	Column string
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
	Owned      map[string]Owned
	References map[string]Reference
	Relations  map[string]Relation
	Listings   map[string]Listing
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

// KindRelations are the relations of one kind of entity, by field.
type KindRelations struct {
	Code      kg.Code
	Relations map[string]Relation
}

// NewRegistry derives the registry from the kinds and the relations of each kind of entity. Further relations may
// belong to further kinds, or add to those of a known one.
func NewRegistry(kinds *kg.Kinds, further ...KindRelations) *Registry {
	r := &Registry{Kinds: kinds, byType: map[string]*Table{}, byCode: map[kg.Code]*Table{}, roots: map[string]Root{}}
	r.entity = r.entityTable()
	citation, link := citationTable(), linkTable()
	link.Owned["citations"] = citations(citation)
	figure, statement := figureTable(), statementTable()
	figure.Owned["citations"], statement.Owned["citations"] = citations(citation), citations(citation)
	for _, table := range []*Table{citation, link, figure, statement} {
		r.add(table)
	}
	for _, kind := range kinds.All() {
		table := kindTable(kind)
		if kind.IsEntity() {
			table.Owned["citations"] = citations(citation)
			link.reach(kind.Code)
			table.Listings = map[string]Listing{"figures": figuresOf(), "statements": statementsOf()}
		}
		r.add(table)
	}
	r.byCode[kg.Official].Listings["said"] = saidBy()
	r.byCode[kg.Source].Listings = map[string]Listing{"facts": factsOf(kinds)}
	for _, owned := range []*Table{nameTable(), identifierTable()} {
		r.byType[owned.Type] = owned
	}
	for _, kind := range append([]KindRelations{
		officialRelations(), districtRelations(), parkRelations(), projectRelations(), railLineRelations(),
		stationRelations(), organizationRelations(),
	}, further...) {
		table := r.byCode[kind.Code]
		maps.Copy(table.Relations, kind.Relations)
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
func (r *Registry) TableOf(code kg.Code) (*Table, bool) {
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
func kindTable(kind *kg.Kind) *Table {
	t := &Table{
		Type: strings.ToUpper(kind.Name[:1]) + kind.Name[1:], Name: snake(kind.Name), Code: kind.Code,
		One: kind.Name, Many: kind.Plural, Sort: "slug",
		Fields: versionedFields(), Owned: map[string]Owned{}, Relations: map[string]Relation{},
		Conditions: conditionsOf(kind), Orders: ordersOf(kind),
	}
	t.Fields["slug"] = Field{Column: "t.slug"}
	t.Owned["formerSlugs"] = Owned{Table: formerSlugTable(), Owner: "record_id", Order: "position", Plain: "slug"}
	if kind.IsEntity() {
		t.Fields["name"] = Field{Column: "t.name"}
		t.Owned["names"] = Owned{Table: nameTable(), Owner: "entity_id", Order: "position"}
		t.Owned["identifiers"] = Owned{Table: identifierTable(), Owner: "entity_id", Order: "position"}
	}
	for i := range kind.Fields {
		t.Fields[kind.Fields[i].Name] = fieldOf(&kind.Fields[i])
	}
	t.insertion, t.selection = insertionOf(kind, t.Name), selectionOf(kind, t.Name)
	return t
}

// fieldOf tells how a field of a kind is read from its columns.
func fieldOf(f *kg.Field) Field {
	column := "t." + snake(f.Name)
	switch f.Type {
	case kg.Text, kg.Address, kg.DateOrPart, kg.Enumeration:
		return Field{Column: column}
	case kg.TextList:
		return Field{Column: column, Form: TextListForm}
	case kg.Integer:
		return Field{Column: column, Form: IntegerForm}
	case kg.DecimalNumber:
		return Field{Column: column, Form: DecimalForm}
	case kg.MoneyAmount:
		return Field{Column: column + "_amount", Fields: map[string]Field{
			"amount": {Column: column + "_amount", Form: DecimalForm}, "currency": {Column: column + "_currency"},
		}}
	case kg.Place:
		return Field{Column: column + "_lat", Fields: map[string]Field{
			"lat": {Column: column + "_lat", Form: FloatForm}, "lon": {Column: column + "_lon", Form: FloatForm},
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
		"id":        {Column: "t.id", Form: IDForm},
		"version":   {Column: "t.version", Form: IntegerForm},
		"updatedAt": {Column: "t.updated_at"},
	}
}

func nameTable() *Table {
	return &Table{Type: "Name", Name: "name", Fields: map[string]Field{
		"text":     {Column: "t.text"},
		"language": {Column: "t.language"},
		"type":     {Column: "t.type", Form: CodeForm, Names: kg.NameTypeNames()},
	}}
}

func identifierTable() *Table {
	return &Table{Type: "Identifier", Name: "identifier", Fields: map[string]Field{
		"scheme": {Column: "t.scheme"},
		"value":  {Column: "t.value"},
		"url":    {Column: "t.scheme || ' ' || t.value", Form: RegisterForm},
	}}
}

func formerSlugTable() *Table {
	return &Table{Name: "former_slug", Fields: map[string]Field{"slug": {Column: "t.slug"}}}
}

func citations(items *Table) Owned {
	return Owned{Table: items, Owner: "record_id", Order: "id"}
}

func citationTable() *Table {
	return &Table{
		Type: "Citation", Name: "citation", Code: kg.Citation,
		Fields: map[string]Field{
			"id":      {Column: "t.id", Form: IDForm},
			"locator": {Column: "t.locator"},
			"quote":   {Column: "t.quote"},
			"field":   {Column: "t.field"},
		},
		References: map[string]Reference{"source": {Column: "t.source_id", To: []kg.Code{kg.Source}}},
	}
}
