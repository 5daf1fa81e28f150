package graph_test

import (
	"fmt"
	"slices"
	"strings"
)

// field is a field of an object or an interface.
type field struct {
	*servedField
	of string
}

func (f *field) name() string { return f.of + "." + f.Name }

func (f *field) argument(a *servedInput) string { return fmt.Sprintf("%s(%s:)", f.name(), a.Name) }

// named returns the type itself, without lists and non-null.
func (r *servedRef) named() string {
	for r.OfType != nil {
		r = r.OfType
	}
	return r.Name
}

func (w *walker) fieldsOf(name string) []*field {
	var fields []*field
	for _, f := range w.types[name].Fields {
		fields = append(fields, &field{servedField: f, of: name})
	}
	return fields
}

// fields returns the fields of all types that a query can reach.
func (w *walker) fields() []*field {
	var fields []*field
	names := []string{w.query}
	for i := 0; i < len(names); i++ {
		next := slices.Concat(w.types[names[i]].Interfaces, w.types[names[i]].PossibleTypes)
		for _, f := range w.fieldsOf(names[i]) {
			fields = append(fields, f)
			next = append(next, servedRef{Name: f.Type.named()})
		}
		for _, r := range next {
			if !slices.Contains(names, r.Name) {
				names = append(names, r.Name)
			}
		}
	}
	return fields
}

// isLeaf reports whether a type has no fields to select.
func (w *walker) isLeaf(name string) bool {
	return w.types[name].Kind == "SCALAR" || w.types[name].Kind == "ENUM"
}

// possible returns the object types that a declared type can be.
func (w *walker) possible(declared string) []string {
	if w.types[declared].Kind == "OBJECT" {
		return []string{declared}
	}
	var names []string
	for _, r := range w.types[declared].PossibleTypes {
		names = append(names, r.Name)
	}
	return names
}

// hasID reports whether objects of a type are records, which have ids.
func (w *walker) hasID(name string) bool {
	if w.types[name].Kind == "UNION" {
		return slices.ContainsFunc(w.possible(name), w.hasID)
	}
	return slices.ContainsFunc(w.types[name].Fields, func(f *servedField) bool { return f.Name == "id" && f.Type.named() == "ID" })
}

// isValue reports whether no record can be reached from objects of a type.
func (w *walker) isValue(name string, hops int) bool {
	if w.isLeaf(name) || hops == 0 {
		return true
	}
	if w.hasID(name) || w.types[name].Kind == "UNION" {
		return false
	}
	for _, f := range w.types[name].Fields {
		if !w.isValue(f.Type.named(), hops-1) {
			return false
		}
	}
	return true
}

// selection is a field with arguments and a selection set.
type selection struct {
	*field
	key       string
	arguments string
	given     []*servedInput
	below     []*selection
}

// selectField returns a field with its required arguments; not ok if one has no value, or if there is nothing to select.
func (w *walker) selectField(f *field, records, hops int) (*selection, bool) {
	plainly, ok := w.requiredArguments(f)
	if !ok {
		return nil, false
	}
	s := &selection{field: f, key: f.of + "_" + f.Name, arguments: plainly.text, given: plainly.arguments}
	if !w.isLeaf(f.Type.named()) {
		s.below = w.selectAll(f.Type.named(), records, hops)
		if len(s.below) == 0 {
			return nil, false
		}
	}
	return s, true
}

// selectAll selects the fields of a type and of the types that its objects can have, following at most records relations
// between records.
func (w *walker) selectAll(declared string, records, hops int) []*selection {
	if hops == 0 {
		return nil
	}
	var all []*selection
	add := func(f *field) {
		result, left := f.Type.named(), records
		if w.hasID(f.of) && !w.isValue(result, hops) {
			if records == 0 {
				return
			}
			left--
		}
		if s, ok := w.selectField(f, left, hops-1); ok {
			all = append(all, s)
		}
	}
	own := map[string]bool{}
	for _, f := range w.fieldsOf(declared) {
		own[f.Name] = true
		add(f)
	}
	for _, name := range w.possible(declared) {
		for _, f := range w.fieldsOf(name) {
			if !own[f.Name] {
				add(f)
			}
		}
	}
	return all
}

// fits reports whether a selection applies to objects of a type.
func (w *walker) fits(s *selection, name string) bool {
	return s.of == name || slices.Contains(w.possible(s.of), name)
}

// write returns the query for some fields of the objects at a path.
func (w *walker) write(p objectPath, some []*selection) string {
	var b strings.Builder
	open := 0
	begin := func(format string, arguments ...any) {
		fmt.Fprintf(&b, format+"{ ", arguments...)
		open++
	}
	begin("")
	declared := w.query
	for _, s := range p.steps {
		if s.from != declared {
			begin("... on %s ", s.from)
		}
		begin("%s: %s ", s.key, s.text)
		declared = ""
	}
	if p.of != declared {
		begin("... on %s ", p.of)
	}
	writeAll(&b, p.of, some)
	return b.String() + strings.Repeat(" }", open)
}

func writeAll(b *strings.Builder, declared string, selections []*selection) {
	b.WriteString("__typename")
	for _, s := range selections {
		b.WriteByte(' ')
		if s.of != declared {
			fmt.Fprintf(b, "... on %s { ", s.of)
		}
		fmt.Fprintf(b, "%s: %s%s", s.key, s.Name, s.arguments)
		if len(s.below) > 0 {
			b.WriteString(" { ")
			writeAll(b, s.Type.named(), s.below)
			b.WriteString(" }")
		}
		if s.of != declared {
			b.WriteString(" }")
		}
	}
}

// objectsAt returns the objects of an answer at the end of steps.
func objectsAt(data map[string]any, way []step) []map[string]any {
	objects := []map[string]any{data}
	for _, s := range way {
		var next []map[string]any
		for _, object := range objects {
			next = append(next, objectsIn(object[s.key])...)
		}
		objects = next
	}
	return objects
}

// objectsIn returns the objects in a value; objects to which a fragment does not apply are left out.
func objectsIn(value any) []map[string]any {
	switch v := value.(type) {
	case map[string]any:
		if len(v) > 0 {
			return []map[string]any{v}
		}
	case []any:
		var all []map[string]any
		for _, item := range v {
			all = append(all, objectsIn(item)...)
		}
		return all
	}
	return nil
}

func keys(way []step) []string {
	var all []string
	for _, s := range way {
		all = append(all, s.key)
	}
	return all
}
