package kg

import (
	"slices"
	"strings"
)

// Group is a property by which totals group the records of a kind: the value of a field, or an entity that a relation leads to.
type Group struct {
	// Name is the field of a total that holds the property: `sector`, `startYear`.
	Name string
	// Field has the value, or Relation leads to the entity; the other is nil.
	Field    *Field
	Relation *Relation
}

// Groups returns the properties by which totals group the records of a kind: enums, strings, each string of a list, the years of
// dates, and the entities that each relation leads to.
func (ks *Kinds) Groups(kind *Kind) []Group {
	var groups []Group
	fields := kind.OwnFields()
	for i := range fields {
		f := &fields[i]
		switch f.Type {
		case TypeEnum, TypeString:
			groups = append(groups, Group{Name: f.Name, Field: f})
		case TypeStringList:
			groups = append(groups, Group{Name: Singular(f.Name), Field: f})
		case TypePartialDate:
			groups = append(groups, Group{Name: f.yearName(), Field: f})
		case TypeInt, TypeDecimal, TypeMoney, TypePoint, TypeURL:
		}
	}
	relations := ks.relations[kind.Code]
	for i := range relations {
		r := &relations[i]
		name := Singular(r.Name)
		if r.Shape == Single {
			name = r.Name
		}
		groups = append(groups, Group{Name: name, Relation: r})
	}
	return groups
}

// Posts returns the steps from an entity of a kind to the other ends of posts: from an official, or to a district.
func (k *Kind) Posts() []Step {
	var steps []Step
	for _, ends := range HoldsPostIn.Definition().Ends {
		if slices.Contains(ends.From, k.Code) {
			steps = append(steps, out(HoldsPostIn))
		}
		if slices.Contains(ends.To, k.Code) {
			steps = append(steps, in(HoldsPostIn))
		}
	}
	return steps
}

// yearName returns the name of the year of a date: bornOn, bornYear.
func (f *Field) yearName() string {
	if f.Year != "" {
		return f.Year
	}
	return strings.TrimSuffix(f.Name, "On") + "Year"
}

// Singular returns the name of one of what a field lists: railLines, railLine.
func Singular(name string) string {
	for _, ending := range []struct{ plural, singular string }{
		{"children", "child"}, {"ies", "y"}, {"ches", "ch"}, {"shes", "sh"}, {"sses", "ss"}, {"s", ""},
	} {
		if start, isPlural := strings.CutSuffix(name, ending.plural); isPlural {
			return start + ending.singular
		}
	}
	return name
}
