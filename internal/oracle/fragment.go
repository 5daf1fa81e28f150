package oracle

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"civicgraph/internal/kg"
)

// fragment writes an inline fragment or the spread of a named one, new or existing.
func (w *writer) fragment(p selectionContext) string {
	if name := w.reusableFragment(p); name != "" && w.chance(50) {
		return "..." + name + w.directives()
	}
	if w.chance(20) {
		return "..." + w.directives() + " " + w.selection(p.deeper(p.definition, p.scope))
	}
	condition := w.condition(p.definition)
	definition := w.oracle.schema.Types[condition]
	if w.chance(60) {
		return "... on " + condition + w.directives() + " " + w.selection(p.deeper(definition, p.scope))
	}
	f := namedFragment{name: w.newName("F"), condition: condition, scope: newScope(p.scope), rows: p.expectedObjects}
	body := p.deeper(definition, f.scope)
	body.indent = 1
	f.text = fmt.Sprintf("fragment %s on %s %s\n", f.name, condition, w.selection(body))
	w.fragments = append(w.fragments, f)
	return "..." + f.name + w.directives()
}

func (p selectionContext) deeper(definition *ast.Definition, s *scope) selectionContext {
	p.definition, p.scope = definition, s
	p.indent++
	return p
}

// condition returns a type condition that objects of the declared type can satisfy; mostly an object type.
func (w *writer) condition(declared *ast.Definition) string {
	possible := w.oracle.possible(declared.Name)
	if declared.IsAbstractType() && w.chance(70) {
		return pick(w.rand, possible...)
	}
	var fits []string
	for _, other := range w.composites {
		if w.oracle.overlap(declared, other) {
			fits = append(fits, other.Name)
		}
	}
	return pick(w.rand, fits...)
}

// reusableFragment returns the name of an existing fragment that may be spread here too, or "".
func (w *writer) reusableFragment(p selectionContext) string {
	if w.hasStrayCursor {
		return ""
	}
	for _, f := range w.fragments {
		if !w.oracle.overlap(p.definition, w.oracle.schema.Types[f.condition]) || p.expectedObjects > 4*f.rows {
			continue
		}
		free := true
		for key := range f.scope.keys {
			free = free && p.scope.find(key) == nil
		}
		if free {
			for key, e := range f.scope.keys {
				p.scope.use(key, e)
			}
			return f.name
		}
	}
	return ""
}

// splitKey writes one response key that stands for different fields or arguments in different types.
func (w *writer) splitKey(p selectionContext) string {
	key := w.newName("s")
	p.scope.use(key, &entry{definition: w.typename, closed: true})
	field := pick(w.rand, "name", "links", "citations", "date")
	others := map[string]map[string]string{
		"date": {"Statement": "saidOn"},
		"name": {"Figure": "label", "Statement": "summary", "Source": "title"},
	}
	for _, kind := range w.oracle.kinds.All() {
		i := slices.IndexFunc(kind.Fields, func(f kg.Field) bool { return f.Type == kg.TypePartialDate })
		if i >= 0 {
			others["date"][typeName(kind)] = kind.Fields[i].Name
		}
	}
	var parts []string
	for _, name := range w.oracle.possible(p.definition.Name) {
		own := others[field][name]
		if own == "" {
			own = field
		}
		f := w.oracle.schema.Types[name].Fields.ForName(own)
		if f == nil || w.chance(60) {
			continue
		}
		choices, _ := w.argumentValues(p, f)
		sub := map[string]string{"links": " { totalCount }", "citations": " { locator }"}[own]
		parts = append(parts, fmt.Sprintf("... on %s { %s: %s%s%s }", name, key, own, w.arguments(choices), sub))
	}
	if len(parts) == 0 {
		return "__typename"
	}
	return strings.Join(parts, " ")
}
