package table

import (
	"slices"
	"strings"

	"civicgraph/internal/kg"
)

// part is what a column holds.
type part uint8

const (
	partIgnored part = iota
	partUnknown
	// partKind is the kind of the row's record.
	partKind
	partSlug
	partFormerSlugs
	partName
	// partNamePeriod is an end of the periods of names.
	partNamePeriod
	partIdentifier
	// partIdentifiers is a list of identifiers with their schemes: `wikidata:Q1; viaf:2`.
	partIdentifiers
	partField
	partCitation
	// partLink is the far end or a field of a link.
	partLink
)

// column is a column of a sheet and what becomes of it.
type column struct {
	heading string
	index   int
	part    part
	// kind is the kind of record that the column belongs to.
	kind kg.Code
	// nameType is the use of a name. word is its language, the scheme of an identifier, or the field of a citation or link.
	nameType kg.NameType
	word     string
	field    field
	// names is the index of the column with the names of a partNamePeriod.
	names int
	// relation is nil for a field of all links of the row.
	relation *relation
	// problem is the error of an unknown or ambiguous column.
	problem string
}

// form is the form of a cell.
type form uint8

const (
	formText form = iota
	formList
	// formNumber is a number in JSON, formDecimal one in a string.
	formNumber
	formDecimal
	formDate
	formEnum
	formPoint
	formRef
	formRefs
)

// field is a field of a record as its path in an import line.
type field struct {
	// name is the heading, and path the fields in the line, one of them inside the other.
	name string
	path []string
	form form
	// far are the kinds of entity to which a reference may lead, all if it is nil. bare writes the slug of a reference only.
	far  []kg.Code
	bare bool
}

// locationField is the field with the position of an entity.
const locationField = "location"

// identifiersHeading is the heading of lists of identifiers with their schemes.
const identifiersHeading = "identifiers"

// citationWords are the fields of a citation and of the source that it cites.
func citationWords() []string {
	return []string{"source", "source.title", "source.url", "locator", "quote", "field"}
}

// linkWords are the fields of a link.
func linkWords() []string {
	return []string{"role", "order", "from", "until", "attestedOn", "onBehalfOf", "note"}
}

// periodFields are the fields of a period.
func periodFields() []field {
	return []field{
		{name: "period.from", path: []string{"period", "from"}, form: formDate},
		{name: "period.until", path: []string{"period", "until"}, form: formDate},
		{name: "period.attestedOn", path: []string{"period", "attestedOn"}, form: formDate},
	}
}

// linkFields are the fields of a link apart from its ends.
func linkFields() []field {
	fields := []field{{name: "role", path: []string{"role"}}, {name: "order", path: []string{"order"}, form: formNumber}}
	return append(append(fields, periodFields()...), onBehalfOfField(), field{name: "note", path: []string{"note"}})
}

// onBehalfOfField is the third end of links.
func onBehalfOfField() field {
	return field{name: "onBehalfOf", path: []string{"onBehalfOf"}, form: formRef, far: kg.OnBehalfOf()}
}

// fieldsOf returns the fields of a kind of record that have columns of their own, in the order of exports.
func fieldsOf(kinds *kg.Kinds, code kg.Code) []field {
	simple := func(f form, names ...string) []field {
		var fields []field
		for _, name := range names {
			fields = append(fields, field{name: name, path: []string{name}, form: f})
		}
		return fields
	}
	switch code {
	case kg.KindLink:
		return append(append(simple(formEnum, "kind"), simple(formRef, "from", "to")...), linkFields()...)
	case kg.KindFigure:
		fields := append(simple(formText, "measure", "label"), simple(formDecimal, "value")...)
		fields = append(fields, simple(formText, "unit")...)
		fields = append(fields, simple(formEnum, "qualifier", "type")...)
		fields = append(append(fields, simple(formText, "wording")...), periodFields()...)
		return append(append(fields, simple(formRefs, "subjects")...), officialField("statedBy"))
	case kg.KindStatement:
		fields := append([]field{officialField("speaker")}, simple(formDate, "saidOn")...)
		return append(append(append(fields, simple(formText, "summary")...), simple(formList, "topics")...), simple(formRefs, "about")...)
	}
	kind, _ := kinds.ByCode(code)
	var fields []field
	for i := range kind.Fields {
		fields = append(fields, entityFields(&kind.Fields[i])...)
	}
	return fields
}

// officialField is a field with the slug of an official.
func officialField(name string) field {
	return field{name: name, path: []string{name}, form: formRef, far: []kg.Code{kg.KindOfficial}, bare: true}
}

// entityFields returns the columns of a field of an entity.
func entityFields(f *kg.Field) []field {
	one := func(form form) []field { return []field{{name: f.Name, path: []string{f.Name}, form: form}} }
	switch f.Type {
	case kg.TypeStringList:
		return one(formList)
	case kg.TypeInt:
		return one(formNumber)
	case kg.TypeDecimal:
		return one(formDecimal)
	case kg.TypePartialDate:
		return one(formDate)
	case kg.TypeEnum:
		return one(formEnum)
	case kg.TypeMoney:
		return []field{
			{name: f.Name, path: []string{f.Name, "amount"}, form: formDecimal},
			{name: f.Name + ".currency", path: []string{f.Name, "currency"}},
		}
	case kg.TypePoint:
		prefix := f.Name + "."
		if f.Name == locationField {
			prefix = ""
		}
		return []field{
			{name: prefix + "lat", path: []string{f.Name, "lat"}, form: formNumber}, {name: prefix + "lon", path: []string{f.Name, "lon"}, form: formNumber},
		}
	}
	return one(formText)
}

// normal returns a heading as it is compared: case, spaces, hyphens and underscores are ignored.
func normal(word string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '_' || r == '-' {
			return -1
		}
		return r
	}, strings.ToLower(word))
}

// synonym returns the word for which another one stands.
func synonym(word string) string {
	switch word {
	case "latitude":
		return "lat"
	case "longitude", "lng":
		return "lon"
	case "formername":
		return "former"
	}
	return word
}

// kindNamed returns the kind of record with a name, in the singular or plural.
func kindNamed(kinds *kg.Kinds, word string) (kg.Code, bool) {
	word = normal(word)
	for _, code := range kinds.RecordCodes() {
		name := kinds.NameOf(code)
		plural := name + "s"
		if kind, ok := kinds.ByCode(code); ok {
			plural = kind.Plural
		}
		if word == normal(name) || word == normal(plural) {
			return code, true
		}
	}
	return 0, false
}

// ownColumn returns the column of a kind of record with a heading.
func (b *binder) ownColumn(code kg.Code, heading string) (column, bool) {
	c := column{kind: code}
	head, tail, dotted := strings.Cut(heading, ".")
	kind, isKind := b.kinds.ByCode(code)
	isEntity := isKind && kind.IsEntity()
	word := synonym(normal(heading))
	switch first := synonym(normal(head)); {
	case isKind && word == "slug":
		c.part = partSlug
		return c, true
	case isKind && (word == "formerslug" || word == "formerslugs"):
		c.part = partFormerSlugs
		return c, true
	case isEntity && (first == "name" || first == "alias" || first == "former"):
		return nameColumn(c, map[string]kg.NameType{"alias": kg.Alias, "former": kg.Former}[first], tail), true
	case isEntity && first == "identifier" && dotted:
		c.part, c.word = partIdentifier, tail
		return c, true
	case isEntity && word == identifiersHeading:
		c.part = partIdentifiers
		return c, true
	case isEntity && word == locationField:
		c.part, c.field = partField, field{name: locationField, path: []string{locationField}, form: formPoint}
		return c, true
	}
	for _, f := range fieldsOf(b.kinds, code) {
		if word == normal(f.name) || word == normal(strings.Join(f.path, ".")) || isPeriodWord(code, word, f) {
			c.part, c.field = partField, f
			return c, true
		}
	}
	if i := slices.IndexFunc(citationWords(), func(w string) bool { return normal(w) == word }); i >= 0 && code != kg.KindSource {
		c.part, c.word = partCitation, citationWords()[i]
		return c, true
	}
	return b.linkColumn(c, heading)
}

// isPeriodWord reports whether a word names a field of the period, where no other field has the name.
func isPeriodWord(code kg.Code, word string, f field) bool {
	return code != kg.KindLink && len(f.path) == 2 && f.path[0] == "period" && word == normal(f.path[1])
}

// linkColumn returns the column of a relation, or of a field of its links: post, post.role.
func (b *binder) linkColumn(c column, heading string) (column, bool) {
	head, tail, dotted := strings.Cut(heading, ".")
	r, problem := b.relation(c.kind, head)
	if r == nil {
		c.part, c.problem = partUnknown, problem
		return c, problem != ""
	}
	c.part, c.relation = partLink, r
	if !dotted || slices.Contains([]string{"in", "to", "of"}, normal(tail)) {
		c.field = field{name: r.name, form: formRefs, far: r.far}
		return c, true
	}
	f, ok := linkField(tail)
	c.field, c.word = f, f.name
	return c, ok
}

// linkField returns a field of a link.
func linkField(word string) (field, bool) {
	for _, f := range linkFields() {
		if w := normal(word); w == normal(f.name) || w == normal(f.path[len(f.path)-1]) {
			return f, true
		}
	}
	return field{}, false
}
