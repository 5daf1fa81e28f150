package oracle

import "github.com/vektah/gqlparser/v2/ast"

// order returns a list of sort keys.
func (w *writer) order(typeName string) []any {
	fields := w.oracle.schema.Types[w.oracle.schema.Types[typeName].Fields.ForName("field").Type.Name()]
	return w.severalOf(typeName, 3, func() any {
		member, _ := w.wantedOf(typeName)
		name, isWanted := w.wantedOf(fields.Name)
		if !isWanted {
			name = w.leastUsedKey(typeName, fields.EnumValues)
		}
		key := map[string]any{"field": name}
		if direction, isWanted := w.wantedOf("OrderDirection"); isWanted {
			key["direction"] = direction
		} else if member == "direction" || w.chance(60) {
			key["direction"] = pick(w.rand, "ASC", "DESC", "DESC")
		}
		return key
	})
}

// leastUsedKey returns a field to sort by, mostly one that was used less often than others.
func (w *writer) leastUsedKey(typeName string, fields ast.EnumValueList) string {
	var best *ast.EnumValueDefinition
	for range 2 {
		one := pick(w.rand, fields...)
		if best == nil || w.asked[typeName+"."+one.Name] < w.asked[typeName+"."+best.Name] {
			best = one
		}
	}
	w.asked[typeName+"."+best.Name]++
	return best.Name
}
