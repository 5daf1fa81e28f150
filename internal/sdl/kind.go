package sdl

import (
	"slices"
	"strings"

	"civicgraph/internal/kg"
)

// kind is a kind of entity, or the source, in the words of the schema.
type kind struct {
	*kg.Kind
	kinds *kg.Kinds
}

// Type returns the name of the object type: RailLine.
func (k kind) Type() string { return capitalized(k.Name) }

// EnumName returns the name in the enums of kinds: RAIL_LINE.
func (k kind) EnumName() string { return kg.EnumName(k.Name) }

// FilterType returns the name of the filter: RailLineFilter.
func (k kind) FilterType() string { return k.Type() + "Filter" }

// Words returns the words for one: "rail line".
func (k kind) Words() string { return kg.Words(k.Name) }

// PluralWords returns the words for several: "rail lines".
func (k kind) PluralWords() string { return kg.Words(k.Plural) }

// Article returns the words for one with an article: "A rail line".
func (k kind) Article() string { return capitalized(k.SmallArticle()) }

// SmallArticle returns the words for one with an article within a sentence: "a rail line".
func (k kind) SmallArticle() string { return kg.WithArticle(k.Words()) }

// IsSpeaker reports whether entities of the kind make statements.
func (k kind) IsSpeaker() bool { return k.Code == kg.KindOfficial }

// OwnFields returns the fields that other kinds do not share.
func (k kind) OwnFields() []field {
	var fields []field
	for _, f := range k.Kind.OwnFields() {
		fields = append(fields, field{Field: f, owner: k})
	}
	return fields
}

// Enums returns the fields whose types are enums of their own.
func (k kind) Enums() []field {
	return slices.DeleteFunc(k.OwnFields(), func(f field) bool { return f.Field.Type != kg.TypeEnum })
}

// SortedFields returns the fields by which lists can be sorted.
func (k kind) SortedFields() []field {
	return slices.DeleteFunc(k.OwnFields(), func(f field) bool { return !f.Sorted })
}

// Relations returns the relations of the kind.
func (k kind) Relations() []relation {
	var relations []relation
	for _, r := range k.kinds.Relations(k.Code) {
		relations = append(relations, relation{Relation: r, kinds: k.kinds})
	}
	return relations
}

// FilterExample returns a filter with a condition on the first field or else the first relation.
func (k kind) FilterExample() string {
	for _, f := range k.OwnFields() {
		if condition := f.condition(); condition != "" {
			return "{" + f.Name + ": " + condition + "}"
		}
	}
	for _, r := range k.Relations() {
		return "{" + r.Name + ": {some: {}}}"
	}
	return `{slug: {startsWith: "a"}}`
}

// OrderExample returns an order.
func (k kind) OrderExample() string { return "[" + k.OrderKeyExample() + "]" }

// OrderKeyExample returns a key of an order.
func (k kind) OrderKeyExample() string {
	for _, f := range k.SortedFields() {
		return "{field: " + f.EnumName() + ", direction: DESC}"
	}
	return "{field: UPDATED_AT, direction: DESC}"
}

// relation is a relation in the words of the schema.
type relation struct {
	kg.Relation
	kinds *kg.Kinds
}

// IsSingle reports whether the relation returns one entity.
func (r relation) IsSingle() bool { return r.Shape == kg.Single }

// IsTransitive reports whether the relation returns a list without pages.
func (r relation) IsTransitive() bool { return r.Shape == kg.Transitive }

// FilterDescription describes the relation in a filter, which sees all links of a single relation, and no levels below.
func (r relation) FilterDescription() string {
	switch {
	case r.IsSingle():
		return r.Description + " Where several links hold, each counts."
	case r.IsTransitive():
		return r.Description + " Without `asOf`, an entity counts among its own if links of different times make a cycle."
	case r.Recurse != nil:
		return r.Description + " Only direct ones, not those of districts below."
	}
	return r.Description
}

// Target returns the type of the entities that the relation leads to: a kind, or Entity for several kinds.
func (r relation) Target() target {
	if len(r.To) == 1 {
		if k, ok := r.kinds.ByCode(r.To[0]); ok {
			k := kind{Kind: k, kinds: r.kinds}
			return target{Type: k.Type(), FilterExample: k.FilterExample(), OrderExample: k.OrderExample()}
		}
	}
	return target{Type: "Entity", FilterExample: "{kind: {eq: DISTRICT}}", OrderExample: "[{field: UPDATED_AT, direction: DESC}]"}
}

// target is a type that relations lead to, with examples of its filter and order.
type target struct {
	Type, FilterExample, OrderExample string
}

func capitalized(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
