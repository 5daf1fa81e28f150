package oracle

import (
	"fmt"
	"maps"
	"regexp"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"civicgraph/internal/kg"
)

// referenceType is the input type that names an entity by its id, or by its slug under its kind.
const referenceType = "EntityRef"

// slugForm matches slugs.
var slugForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// partsOf returns the one field of a reference: its name and value.
func partsOf(reference any) (name, value string) {
	object, _ := reference.(map[string]any)
	for name, value := range object {
		return name, fmt.Sprint(value)
	}
	return "", ""
}

// referenceErrors returns the codes of the errors of a reference, without looking at data.
func (o *Oracle) referenceErrors(reference any) []string {
	name, value := partsOf(reference)
	if name != "id" {
		if !slugForm.MatchString(value) || len(value) > 80 {
			return []string{badArgument}
		}
		return nil
	}
	id, err := kg.ParseID(value)
	switch {
	case err != nil:
		return []string{badID}
	case !o.isEntityID(id):
		return []string{badArgument}
	}
	return nil
}

// entityNamed returns the entity of a reference; nil if it does not exist.
func (o *Oracle) entityNamed(reference any) *entity {
	name, value := partsOf(reference)
	if name == "id" {
		t, _ := o.byID[value].(*entity)
		return t
	}
	return o.bySlug(name, value)
}

// reference returns a reference to an entity, rarely to none.
func (w *writer) reference() map[string]any {
	f := w.leastUsed(w.oracle.schema.Types[referenceType], func(*ast.FieldDefinition) bool { return true })
	if f.Name == "id" {
		return map[string]any{f.Name: w.entityID()}
	}
	return map[string]any{f.Name: w.slug(f.Name)}
}

// invalidReference returns a reference that is wrong, or to an entity that does not exist.
func (w *writer) invalidReference() map[string]any {
	name := pick(w.rand, slices.Sorted(maps.Keys(w.values.slugs))...)
	if kind, _ := w.oracle.kinds.ByName(name); !kind.IsEntity() || w.chance(60) {
		return map[string]any{"id": pick[any](w.rand, "nonsense", "", 5, kg.NewID(kg.KindSource, 1).Global(), kg.NewID(kg.KindDistrict, 1_000_000).Global())}
	}
	return map[string]any{name: pick(w.rand, "Capital", "two--hyphens", "", "no-such-slug", "宝坻")}
}
