package graph_test

import (
	"slices"
	"strings"
)

// entityInput is the input that names an entity.
const entityInput = "EntityRef"

// takesEntity reports whether an argument names an entity of any kind.
func takesEntity(a *servedInput) bool { return a.Type.named() == entityInput }

// entityReference names an entity of the graph by one field of the input: text is source text.
type entityReference struct {
	field *servedInput
	text  string
}

// entitySets returns values for several arguments that name entities: a reference by every field of the input for each of them, and
// a different entity for each. The fields count as arguments given, so that checkAsked misses none.
func (w *walker) entitySets(arguments []*servedInput) []argumentSet {
	references := w.entityReferences()
	var found []argumentSet
	for i := range references {
		given := slices.Clone(arguments)
		var texts []string
		for k, a := range arguments {
			reference := references[(i+k)%len(references)]
			given = append(given, reference.field)
			texts = append(texts, a.Name+": "+reference.text)
		}
		found = append(found, argumentSet{given, strings.Join(texts, ", ")})
	}
	return found
}

// entityReferences returns a reference by each field of the input that has an entity in the graph. The field with the slug of an
// entity has the name of the root field that returns it.
func (w *walker) entityReferences() []entityReference {
	var references []entityReference
	for _, f := range w.types[entityInput].InputFields {
		var values []string
		if f.Type.named() == "ID" {
			values = w.entityValues(w.possible("Entity"), "id")
		} else {
			values = w.entityValues([]string{w.rootType(f.Name)}, "slug")
		}
		if len(values) > 0 {
			// An id in the middle is of another entity than the slugs beside it.
			references = append(references, entityReference{f, "{" + f.Name + ": " + quote(values[len(values)/2]) + "}"})
		}
	}
	return references
}

// rootType returns the type of a root field.
func (w *walker) rootType(name string) string {
	fields := w.fieldsOf(w.query)
	i := slices.IndexFunc(fields, func(f *field) bool { return f.Name == name })
	if i < 0 {
		w.t.Fatalf("%s has the field %s, but %s has none of that name", entityInput, name, w.query)
	}
	return fields[i].Type.named()
}

// entityValues returns the values of a field of one entity of each of some types.
func (w *walker) entityValues(types []string, field string) []string {
	var values []string
	for _, name := range types {
		for _, object := range w.sampled[name] {
			if value, ok := object[field].(string); ok {
				values = append(values, value)
				break
			}
		}
	}
	return values
}
