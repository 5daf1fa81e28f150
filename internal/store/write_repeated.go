package store

import (
	"fmt"

	"civicgraph/internal/kg"
)

// isNamed reports whether a line has what tells records apart by eye: names, a title, or the label or value of a figure.
func isNamed(r *kg.Record) bool {
	for _, field := range []string{"title", "label", "value"} {
		if _, given := r.Values[field]; given {
			return true
		}
	}
	return len(r.Names) > 0
}

// refuseNamesake refuses an entity or source with labels or a title that an earlier line of the file with the same slug does not have:
// they are two records, one of which would vanish.
func (b *Batch) refuseNamesake(e *entityState, r *kg.Record) error {
	if r.Kind == kg.KindSource {
		kind, _ := b.registry.Kinds.ByCode(r.Kind)
		title, _ := e.knownValues(kind)["title"].(string)
		if title != r.Values["title"] {
			return namesake("title", title)
		}
		return nil
	}
	other := ""
	for i := range r.Names {
		for j := range e.names {
			if r.Names[i].Text == e.names[j].Text {
				return nil
			}
			if r.Names[i].Excludes(&e.names[j]) {
				other = e.names[j].Text
			}
		}
	}
	if other == "" { // names in other languages, of other times, and further names may be of the same
		return nil
	}
	return namesake("names", other)
}

// namesake is the error of a line with the slug of an earlier one that has other names or another title.
func namesake(field, other string) error {
	return &kg.Error{Code: kg.Duplicate, Field: field, Message: fmt.Sprintf(
		"differs from that of an earlier line with the same slug, %.80q; give two records two slugs, or the same name or title in both lines", other)}
}

// refuseOtherFigure refuses a figure with another label or value than an earlier line of the file gives to it.
func refuseOtherFigure(known *figureState, r *kg.Record) error {
	differs := func(field, known string) error {
		return &kg.Error{Code: kg.Duplicate, Field: field, Message: fmt.Sprintf(
			"differs from that of an earlier line, %.80q; two figures of one source differ in measure, unit, type, period, subjects or statedBy", known)}
	}
	if _, given := r.Values["label"]; given && r.Figure.Label != known.label {
		return differs("label", known.label)
	}
	if _, given := r.Values["value"]; given && r.Figure.Value != known.value {
		return differs("value", known.value.String())
	}
	return nil
}
