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

// Encode is the inverse of Decode: the RecordInput that says what the record says, with its keys in a fixed order. What is
// empty or null is left out.
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
		fields = ks.encodeThing(r)
	}
	fields.list("citations", encodeCitations(r.Citations))
	return Object{{ks.NameOf(r.Kind), fields}}
}

// encodeThing writes an entity or source: its fields in the order of their kind.
func (ks *Kinds) encodeThing(r *Record) Object {
	var o Object
	o.text("slug", r.Slug)
	o.texts("formerSlugs", r.FormerSlugs)
	names := make([]Object, len(r.Names))
	for i, n := range r.Names {
		names[i].text("text", n.Text)
		names[i].text("language", n.Language)
		if n.Type != Label {
			names[i].text("type", NameTypeNames()[n.Type])
		}
	}
	o.list("names", names)
	identifiers := make([]Object, len(r.Identifiers))
	for i, code := range r.Identifiers {
		identifiers[i].text("scheme", code.Scheme)
		identifiers[i].text("value", code.Value)
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
	o.text("role", l.Role)
	if l.Order != NoOrder {
		o.value("order", l.Order)
	}
	o.period(l.Period)
	o.text("note", l.Note)
	return o
}

func (ks *Kinds) encodeFigure(f *Figure) Object {
	var o Object
	o.text("measure", f.Measure)
	o.text("label", f.Label)
	o.value("value", f.Value)
	o.text("unit", f.Unit)
	o.text("qualifier", f.Qualifier)
	o.text("type", f.Type)
	o.text("wording", f.Wording)
	o.period(f.Period)
	o.list("subjects", ks.encodeRefs(f.Subjects))
	o.text("statedBy", f.StatedBy)
	return o
}

func (ks *Kinds) encodeStatement(s *Statement) Object {
	var o Object
	o.text("speaker", s.Speaker)
	o.text("saidOn", string(s.SaidOn))
	o.text("summary", s.Summary)
	o.texts("topics", s.Topics)
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
		list[i].text("source", c.Source)
		list[i].text("locator", c.Locator)
		list[i].text("quote", c.Quote)
		list[i].text("field", c.Field)
	}
	return list
}

// value adds a value as Record.Values holds it.
func (o *Object) value(name string, value any) {
	switch v := value.(type) {
	case string:
		o.text(name, v)
	case PartialDate:
		o.text(name, string(v))
	case []string:
		o.texts(name, v)
	case int64:
		*o = append(*o, Member{name, json.Number(strconv.FormatInt(v, 10))})
	case Decimal:
		o.text(name, v.String())
	case Money:
		*o = append(*o, Member{name, Object{{"amount", v.Amount.String()}, {"currency", v.Currency}}})
	case Point:
		*o = append(*o, Member{name, Object{{"lat", degrees(v.Lat)}, {"lon", degrees(v.Lon)}}})
	}
}

func degrees(n float64) json.Number { return json.Number(strconv.FormatFloat(n, 'f', -1, 64)) }

func (o *Object) text(name, text string) {
	if text != "" {
		*o = append(*o, Member{name, text})
	}
}

func (o *Object) texts(name string, list []string) {
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
	inner.text("from", string(p.From))
	inner.text("until", string(p.Until))
	inner.text("attestedOn", string(p.AttestedOn))
	if len(inner) > 0 {
		*o = append(*o, Member{"period", inner})
	}
}

// Find is the value of a member.
func (o Object) Find(name string) (value any, found bool) {
	i := slices.IndexFunc(o, func(m Member) bool { return m.Name == name })
	if i < 0 {
		return nil, false
	}
	return o[i].Value, true
}
