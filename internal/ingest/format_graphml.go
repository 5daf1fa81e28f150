package ingest

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"slices"
	"strings"

	"civicgraph/internal/kg"
)

// graphML is the format with a directed graph of entities and links, as defined at graphml.graphdrawing.org.
func graphML() Format {
	return Format{
		Name: "graphml",
		accepts: func(kinds *kg.Kinds, code kg.Code) bool {
			return code == kg.KindLink || isEntity(kinds, code)
		},
		begin: func(t exportTarget) (recordWriter, error) {
			l, err := newLineWriter(t.kinds, t.open)
			if err != nil {
				return nil, err
			}
			w := &graphMLWriter{lineWriter: l, selected: t.selected, day: kg.Date(t.options.AsOf)}
			return w, w.head()
		},
	}
}

type graphMLWriter struct {
	*lineWriter
	selected kindSet
	// day is the day whose names are written; empty for none.
	day kg.Date
}

// graphMLKey declares an attribute of nodes or edges.
type graphMLKey struct {
	name, valueType string
}

// Types of keys.
const (
	graphMLText    = "string"
	graphMLInteger = "long"
	graphMLNumber  = "double"
)

// edgeKeys returns the fields of links.
func edgeKeys() []graphMLKey {
	return []graphMLKey{
		{"kind", graphMLText}, {"role", graphMLText}, {"order", graphMLInteger},
		{"period.from", graphMLText}, {"period.until", graphMLText}, {"period.attestedOn", graphMLText}, {"onBehalfOf", graphMLText},
		{"note", graphMLText},
	}
}

// nodeKeys returns the fields of all kinds. A field that has different types in two kinds is a string.
func nodeKeys(kinds *kg.Kinds) []graphMLKey {
	keys := []graphMLKey{{"kind", graphMLText}, {"slug", graphMLText}, {"name", graphMLText}}
	add := func(name, of string) {
		i := slices.IndexFunc(keys, func(k graphMLKey) bool { return k.name == name })
		if i < 0 {
			keys = append(keys, graphMLKey{name, of})
		} else if keys[i].valueType != of {
			keys[i].valueType = graphMLText
		}
	}
	for _, kind := range kinds.All() {
		if !kind.IsEntity() {
			continue
		}
		for _, f := range kind.Fields {
			switch f.Type {
			case kg.TypeInt:
				add(f.Name, graphMLInteger)
			case kg.TypeDecimal:
				add(f.Name, graphMLNumber)
			case kg.TypeMoney:
				add(f.Name+".amount", graphMLNumber)
				add(f.Name+".currency", graphMLText)
			case kg.TypePoint:
				add(f.Name+".lat", graphMLNumber)
				add(f.Name+".lon", graphMLNumber)
			default:
				add(f.Name, graphMLText)
			}
		}
	}
	return keys
}

func (w *graphMLWriter) head() error {
	w.line = append(w.line[:0], `<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
`...)
	w.declare("node", nodeKeys(w.kinds))
	w.declare("edge", edgeKeys())
	w.line = append(w.line, "<graph id=\"civicgraph\" edgedefault=\"directed\">\n"...)
	_, err := w.Write(w.line)
	return err
}

func (w *graphMLWriter) declare(of string, keys []graphMLKey) {
	for _, k := range keys {
		w.line = append(w.line, `<key id="`+of+"."+k.name+`" for="`+of+`" attr.name="`+k.name+`" attr.type="`+k.valueType+"\"/>\n"...)
	}
}

func (w *graphMLWriter) record(r *kg.Record) (bool, error) {
	w.line = w.line[:0]
	if r.Kind != kg.KindLink {
		w.line = append(w.line, `<node id="`+w.kinds.NameOf(r.Kind)+"/"+r.Slug+`">`...)
		w.data("node", kg.Object{
			{Name: "kind", Value: w.kinds.NameOf(r.Kind)}, {Name: "slug", Value: r.Slug}, {Name: "name", Value: kg.NameOn(r.Names, w.day).Text},
		})
		w.data("node", ownFieldsOf(w.kinds, r))
		w.line = append(w.line, "</node>\n"...)
		_, err := w.Write(w.line)
		return true, err
	}
	from, to := r.Link.From, r.Link.To
	if !w.selected.has(from.Kind) || !w.selected.has(to.Kind) {
		return false, nil // an edge needs both of its nodes
	}
	w.line = append(w.line, `<edge source="`+w.kinds.FormatRef(from)+`" target="`+w.kinds.FormatRef(to)+`"`...)
	if r.Link.Kind.IsSymmetric() {
		w.line = append(w.line, ` directed="false"`...)
	}
	w.line = append(w.line, '>')
	fields := slices.DeleteFunc(fieldsOf(w.kinds, r), func(m kg.Member) bool {
		return m.Name == "from" || m.Name == "to" || m.Name == "citations"
	})
	for i := range fields {
		if fields[i].Name == "onBehalfOf" { // as edges name their ends
			fields[i].Value = w.kinds.FormatRef(r.Link.OnBehalfOf)
		}
	}
	w.data("edge", fields)
	w.line = append(w.line, "</edge>\n"...)
	_, err := w.Write(w.line)
	return true, err
}

// data appends the values of fields, with lists as JSON.
func (w *graphMLWriter) data(of string, fields kg.Object) {
	for _, m := range fields {
		if inner, ok := m.Value.(kg.Object); ok {
			parts := make(kg.Object, len(inner))
			for i, part := range inner {
				parts[i] = kg.Member{Name: m.Name + "." + part.Name, Value: part.Value}
			}
			w.data(of, parts)
			continue
		}
		w.line = append(w.line, `<data key="`+of+"."+m.Name+`">`...)
		w.line = append(w.line, escapeXML(cellOf(m.Value))...)
		w.line = append(w.line, "</data>"...)
	}
}

func (w *graphMLWriter) end() error {
	if _, err := w.WriteString("</graph>\n</graphml>\n"); err != nil {
		return err
	}
	return w.Flush()
}

// escapeXML escapes a string and removes the characters that XML does not allow.
func escapeXML(text string) string {
	text = strings.Map(func(r rune) rune {
		if r == '\t' || r == '\n' || r == '\r' || r >= ' ' && r != '\uFFFE' && r != '\uFFFF' {
			return r
		}
		return -1
	}, text)
	var b bytes.Buffer
	if err := xml.EscapeText(&b, []byte(text)); err != nil {
		panic("ingest: writing into memory cannot fail: " + err.Error())
	}
	return b.String()
}

// cellOf returns a value as a string, with lists as JSON.
func cellOf(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case json.Number:
		return string(v)
	}
	return string(kg.AppendJSON(nil, value))
}
