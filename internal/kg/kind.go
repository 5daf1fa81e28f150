package kg

import (
	"strings"
	"unicode"
)

// Code is the number of a kind of record. It is part of every key, so it never changes.
type Code uint8

// Codes of the kinds of record.
const (
	KindOfficial     Code = 1
	KindDistrict     Code = 2
	KindPark         Code = 3
	KindProject      Code = 4
	KindRailLine     Code = 5
	KindStation      Code = 6
	KindOrganization Code = 7

	KindSource    Code = 32
	KindLink      Code = 33
	KindCitation  Code = 34
	KindFigure    Code = 35
	KindStatement Code = 36
)

// Kind describes one kind of entity, or the source: what it is called and what its records carry beside slug, names,
// identifiers and citations.
type Kind struct {
	Code Code
	// Name is the word for one record in references and import lines, `railLine`.
	Name string
	// Plural is the word for several, `railLines`.
	Plural string
	// Fields are the kind's own values, in the order of its documentation.
	Fields []Field
	// Links are the links that may begin at the kind.
	Links []LinkRule
}

// FieldType tells what values a field takes.
type FieldType uint8

// Types of field.
const (
	TypeString FieldType = iota
	TypeStringList
	TypeInt
	TypeDecimal
	TypePartialDate
	TypeEnum
	TypeMoney
	TypePoint
	TypeURL
)

// Field is one value that the records of a kind carry.
type Field struct {
	Name     string
	Type     FieldType
	Required bool
	// Values are what an Enumeration may be.
	Values []string
	// Min and Max bound an Integer, inclusive.
	Min, Max int64
	// NotNegative bounds a DecimalNumber or MoneyAmount.
	NotNegative bool
	// Default stands where a new record does not give an Integer.
	Default int64
}

// LinkRule allows links of a kind from the kind that lists it to each of the kinds To.
type LinkRule struct {
	Kind LinkKind
	To   []Code
}

// IsEntity tells whether records of the kind are entities; the other one, the source, has neither names nor citations.
func (k *Kind) IsEntity() bool { return k.Code != KindSource }

// Field finds a field by name.
func (k *Kind) Field(name string) (*Field, bool) {
	for i := range k.Fields {
		if k.Fields[i].Name == name {
			return &k.Fields[i], true
		}
	}
	return nil, false
}

// Kinds are all kinds that a graph knows. It is built once and only read afterwards.
type Kinds struct {
	all    []*Kind
	byCode map[Code]*Kind
	byName map[string]*Kind
}

// NewKinds gathers the kinds of civicgraph and any further ones.
func NewKinds(further ...Kind) *Kinds {
	kinds := append([]Kind{
		officialKind(), districtKind(), parkKind(), projectKind(), railLineKind(), stationKind(), organizationKind(),
		sourceKind(),
	}, further...)
	ks := &Kinds{byCode: map[Code]*Kind{}, byName: map[string]*Kind{}}
	for i := range kinds {
		k := &kinds[i]
		ks.all = append(ks.all, k)
		ks.byCode[k.Code] = k
		ks.byName[k.Name] = k
	}
	return ks
}

// All lists the kinds in the order in which they were given.
func (ks *Kinds) All() []*Kind { return ks.all }

// ByCode finds a kind by the code that its keys carry.
func (ks *Kinds) ByCode(code Code) (*Kind, bool) {
	k, ok := ks.byCode[code]
	return k, ok
}

// ByName finds a kind by its word for one record.
func (ks *Kinds) ByName(name string) (*Kind, bool) {
	k, ok := ks.byName[name]
	return k, ok
}

// entityFields are the values that entities of every kind carry, before their own.
func entityFields(own ...Field) []Field {
	return append([]Field{{Name: "summary", Type: TypeString}, {Name: "location", Type: TypePoint}}, own...)
}

// Word is what references and import lines call a kind of record.
func (ks *Kinds) NameOf(code Code) string {
	switch code {
	case KindLink:
		return "link"
	case KindFigure:
		return "figure"
	case KindStatement:
		return "statement"
	}
	if kind, ok := ks.byCode[code]; ok {
		return kind.Name
	}
	return ""
}

// RecordKind is the name of a kind of record in the schema, `RAIL_LINE`.
func (ks *Kinds) EnumName(code Code) string {
	var name strings.Builder
	for _, r := range ks.NameOf(code) {
		if unicode.IsUpper(r) {
			name.WriteByte('_')
		}
		name.WriteRune(unicode.ToUpper(r))
	}
	return name.String()
}

// ParseRecordKind finds a kind of record by its name in the schema.
func (ks *Kinds) ParseEnumName(name string) (Code, bool) {
	for code := Code(1); code <= CodeMask; code++ {
		if known := ks.EnumName(code); known == name && known != "" {
			return code, true
		}
	}
	return 0, false
}

// RecordCodes are the codes of all kinds of record, in the order of exports: sources, entities, what is said of them.
func (ks *Kinds) RecordCodes() []Code {
	codes := []Code{KindSource}
	for _, k := range ks.all {
		if k.IsEntity() {
			codes = append(codes, k.Code)
		}
	}
	return append(codes, KindLink, KindFigure, KindStatement)
}

// ParseWord finds a kind of record by its key in import lines.
func (ks *Kinds) ParseName(word string) (Code, error) {
	var known []string
	for _, code := range ks.RecordCodes() {
		if ks.NameOf(code) == word {
			return code, nil
		}
		known = append(known, ks.NameOf(code))
	}
	return 0, Errorf(UnknownKind, "%s is no kind of record; known are %s", quoted(word), strings.Join(known, ", "))
}
