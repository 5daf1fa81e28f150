package kg

import (
	"strings"
	"unicode"
)

// Code is the number of a kind of record. It is part of every key, so it never changes.
type Code uint8

// Codes of the kinds of record: entities below 32, all others from 32 on.
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

// Kind describes one kind of entity, or the source. Tables, filters, orders, the schema and the import form are derived
// from it.
type Kind struct {
	Code Code
	// Name is the singular in references, import lines and the schema: `railLine`.
	Name string
	// Plural is the name of the list of all: `railLines`.
	Plural      string
	Description string
	// Fields are the fields of the kind, in the order of the schema. Entities have those of all entities first.
	Fields []Field
}

// NewKinds returns all kinds, link kinds and relations. Tests may add kinds of their own.
func NewKinds(further ...Kind) *Kinds {
	kinds := append([]Kind{
		officialKind(), districtKind(), parkKind(), projectKind(), railLineKind(), stationKind(), organizationKind(),
		sourceKind(),
	}, further...)
	ks := &Kinds{byCode: map[Code]*Kind{}, byName: map[string]*Kind{}, relations: map[Code][]Relation{}}
	for i := range kinds {
		k := &kinds[i]
		if k.IsEntity() {
			k.Fields = append(entityFields(), k.Fields...)
		}
		ks.all = append(ks.all, k)
		ks.byCode[k.Code] = k
		ks.byName[k.Name] = k
	}
	for _, r := range relations {
		ks.relations[r.Owner] = append(ks.relations[r.Owner], r)
	}
	return ks
}

// entityFields are the fields that entities of every kind have.
func entityFields() []Field {
	return []Field{
		{Name: "summary", Type: TypeString, Searched: SummaryText, MaxLength: MaxSummary, Example: "A district in the north of Tianjin.", Description: "One or two sentences, in our own words."},
		{Name: "location", Type: TypePoint, Description: "Position of the entity, if it has one."},
	}
}

// IsEntity reports whether records of the kind are entities. Sources are not: they have neither names nor citations.
func (k *Kind) IsEntity() bool { return k.Code != KindSource }

// OwnFields returns the fields that other kinds do not share.
func (k *Kind) OwnFields() []Field {
	if k.IsEntity() {
		return k.Fields[len(entityFields()):]
	}
	return k.Fields
}

// Field returns a field by name.
func (k *Kind) Field(name string) (*Field, bool) {
	for i := range k.Fields {
		if k.Fields[i].Name == name {
			return &k.Fields[i], true
		}
	}
	return nil, false
}

// Kinds holds all kinds of record. It is built once and only read afterwards.
type Kinds struct {
	all       []*Kind
	byCode    map[Code]*Kind
	byName    map[string]*Kind
	relations map[Code][]Relation
}

// All returns the kinds of entity and then the source, in the order of NewKinds.
func (ks *Kinds) All() []*Kind { return ks.all }

// Entities returns the kinds of entity, in the order of NewKinds.
func (ks *Kinds) Entities() []*Kind {
	var entities []*Kind
	for _, k := range ks.all {
		if k.IsEntity() {
			entities = append(entities, k)
		}
	}
	return entities
}

// Relations returns the relations of a kind, in the order of the schema.
func (ks *Kinds) Relations(owner Code) []Relation { return ks.relations[owner] }

// ByCode returns the kind with a code.
func (ks *Kinds) ByCode(code Code) (*Kind, bool) {
	k, ok := ks.byCode[code]
	return k, ok
}

// ByName returns the kind with a name: `railLine`.
func (ks *Kinds) ByName(name string) (*Kind, bool) {
	k, ok := ks.byName[name]
	return k, ok
}

// NameOf returns the name of a kind of record in references and import lines: `railLine`, `link`.
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

// EnumName returns the name of a kind of record in the enums of the schema: `RAIL_LINE`.
func (ks *Kinds) EnumName(code Code) string { return EnumName(ks.NameOf(code)) }

// EnumName turns the name of a field or kind into that of an enum value: bornOn, BORN_ON.
func EnumName(name string) string {
	var b strings.Builder
	for _, r := range name {
		if unicode.IsUpper(r) {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToUpper(r))
	}
	return b.String()
}

// ParseEnumName returns the kind of record with a name in the enums of the schema.
func (ks *Kinds) ParseEnumName(name string) (Code, bool) {
	for code := Code(1); code <= CodeMask; code++ {
		if known := ks.EnumName(code); known == name && known != "" {
			return code, true
		}
	}
	return 0, false
}

// RecordCodes returns the codes of all kinds of record in the order of exports: sources, entities, then the records about
// them.
func (ks *Kinds) RecordCodes() []Code {
	codes := []Code{KindSource}
	for _, k := range ks.Entities() {
		codes = append(codes, k.Code)
	}
	return append(codes, KindLink, KindFigure, KindStatement)
}

// ParseName returns the kind of record with a name in import lines.
func (ks *Kinds) ParseName(name string) (Code, error) {
	for _, code := range ks.RecordCodes() {
		if ks.NameOf(code) == name {
			return code, nil
		}
	}
	return 0, ks.unknownKind(name)
}

func (ks *Kinds) unknownKind(name string) *Error {
	var names []string
	for _, code := range ks.RecordCodes() {
		names = append(names, ks.NameOf(code))
	}
	return Errorf(UnknownKind, "unknown kind of record %s%s; must be one of %s", quoted(name), suggestion(name, names), strings.Join(names, ", "))
}
