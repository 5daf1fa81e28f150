package kg

import (
	"encoding/json"
	"slices"
	"strconv"
)

// Object is a JSON object whose members keep their order.
type Object []Member

// Member is one key of an Object. Its value is a string, json.Number, Object, []string or []Object.
type Member struct {
	Name  string
	Value any
}

// Encode returns the RecordInput of a record, the inverse of Decode. Keys have a fixed order; empty and null values are
// omitted.
func (ks *Kinds) Encode(r *Record) Object {
	var fields Object
	switch r.Kind {
	case KindLink:
		fields = ks.encodeLink(r.Link)
	case KindFigure:
		fields = ks.encodeFigure(r.Figure)
	case KindStatement:
		fields = ks.encodeStatement(r.Statement)
	default:
		fields = ks.encodeEntity(r)
	}
	fields.list("citations", encodeCitations(r.Citations))
	return Object{{ks.NameOf(r.Kind), fields}}
}

// encodeEntity writes an entity or source, its fields in the order of the kind.
func (ks *Kinds) encodeEntity(r *Record) Object {
	var o Object
	o.string("slug", r.Slug)
	o.stringList("formerSlugs", r.FormerSlugs)
	names := make([]Object, len(r.Names))
	for i, n := range r.Names {
		names[i].string("text", n.Text)
		names[i].string("language", n.Language)
		if n.Type != Label {
			names[i].string("type", NameTypeNames()[n.Type])
		}
		names[i].string("from", string(n.From))
		names[i].string("until", string(n.Until))
	}
	o.list("names", names)
	identifiers := make([]Object, len(r.Identifiers))
	for i, code := range r.Identifiers {
		identifiers[i].string("scheme", code.Scheme)
		identifiers[i].string("value", code.Value)
	}
	o.list("identifiers", identifiers)
	if kind, ok := ks.ByCode(r.Kind); ok {
		for i := range kind.Fields {
			o.value(kind.Fields[i].Name, r.Values[kind.Fields[i].Name])
		}
	}
	return o
}

func (ks *Kinds) encodeLink(l *Link) Object {
	o := Object{{"kind", l.Kind.String()}, {"from", ks.encodeRef(l.From)}, {"to", ks.encodeRef(l.To)}}
	o.string("role", l.Role)
	if l.Order != NoOrder {
		o.value("order", l.Order)
	}
	o.period(l.Period)
	if l.OnBehalfOf != (Ref{}) {
		o = append(o, Member{"onBehalfOf", ks.encodeRef(l.OnBehalfOf)})
	}
	o.string("note", l.Note)
	return o
}

func (ks *Kinds) encodeFigure(f *Figure) Object {
	var o Object
	o.string("measure", f.Measure)
	o.string("label", f.Label)
	o.value("value", f.Value)
	o.string("unit", f.Unit)
	o.string("qualifier", f.Qualifier)
	o.string("type", f.Type)
	o.string("wording", f.Wording)
	o.period(f.Period)
	o.list("subjects", ks.encodeRefs(f.Subjects))
	o.string("statedBy", f.StatedBy)
	return o
}

func (ks *Kinds) encodeStatement(s *Statement) Object {
	var o Object
	o.string("speaker", s.Speaker)
	o.string("saidOn", string(s.SaidOn))
	o.string("summary", s.Summary)
	o.stringList("topics", s.Topics)
	o.list("about", ks.encodeRefs(s.About))
	return o
}

func (ks *Kinds) encodeRef(ref Ref) Object { return Object{{ks.NameOf(ref.Kind), ref.Slug}} }

func (ks *Kinds) encodeRefs(refs []Ref) []Object {
	list := make([]Object, len(refs))
	for i, ref := range refs {
		list[i] = ks.encodeRef(ref)
	}
	return list
}

func encodeCitations(citations []Citation) []Object {
	list := make([]Object, len(citations))
	for i, c := range citations {
		list[i].string("source", c.Source)
		list[i].string("locator", c.Locator)
		list[i].string("quote", c.Quote)
		list[i].string("field", c.Field)
	}
	return list
}

// value adds a value as Record.Values holds it.
func (o *Object) value(name string, value any) {
	switch v := value.(type) {
	case string:
		o.string(name, v)
	case PartialDate:
		o.string(name, string(v))
	case []string:
		o.stringList(name, v)
	case int64:
		*o = append(*o, Member{name, json.Number(strconv.FormatInt(v, 10))})
	case Decimal:
		o.string(name, v.String())
	case Money:
		*o = append(*o, Member{name, Object{{"amount", v.Amount.String()}, {"currency", v.Currency}}})
	case Point:
		*o = append(*o, Member{name, Object{{"lat", degrees(v.Lat)}, {"lon", degrees(v.Lon)}}})
	}
}

func degrees(n float64) json.Number { return json.Number(strconv.FormatFloat(n, 'f', -1, 64)) }

func (o *Object) string(name, s string) {
	if s != "" {
		*o = append(*o, Member{name, s})
	}
}

func (o *Object) stringList(name string, list []string) {
	if len(list) > 0 {
		*o = append(*o, Member{name, list})
	}
}

func (o *Object) list(name string, list []Object) {
	if len(list) > 0 {
		*o = append(*o, Member{name, list})
	}
}

func (o *Object) period(p Period) {
	var inner Object
	inner.string("from", string(p.From))
	inner.string("until", string(p.Until))
	inner.string("attestedOn", string(p.AttestedOn))
	if len(inner) > 0 {
		*o = append(*o, Member{"period", inner})
	}
}

// Find returns the value of a member.
func (o Object) Find(name string) (value any, found bool) {
	i := slices.IndexFunc(o, func(m Member) bool { return m.Name == name })
	if i < 0 {
		return nil, false
	}
	return o[i].Value, true
}
