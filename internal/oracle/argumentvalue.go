package oracle

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// argumentValue is the value of an argument in a query: nil for null, bool, int, string or []any.
type argumentValue struct {
	definition *ast.ArgumentDefinition
	value      any
	// unset arguments are given as a variable without a value.
	unset bool
}

// argumentValues returns random arguments of a field and the number of objects that it is expected to return.
func (w *writer) argumentValues(p selectionContext, f *ast.FieldDefinition) ([]argumentValue, int) {
	given := map[string]any{}
	for _, d := range f.Arguments {
		if value, isGiven := w.sample(f, d.Name); isGiven {
			given[d.Name] = value
		}
	}
	if name := w.wantedArgument; name != "" {
		w.ensureArgument(f, name, given)
	}
	w.listArguments(p, f, given)
	if f.Name == "identified" {
		i := pick(w.rand, w.values.identifiers...)
		given["scheme"], given["value"] = i.Scheme, i.Value
	}
	size := 3
	if f.Arguments.ForName("first") != nil {
		size = w.pageSize(p, f, given)
	}
	if ids, isList := given["ids"].([]any); isList {
		size = max(1, len(ids))
	}
	if f.Type.Elem == nil && f.Arguments.ForName("first") == nil {
		size = 1
	}
	if len(f.Arguments) > 0 && w.invalidLeft > 0 && w.chance(30) && w.makeInvalid(p, f, given) {
		w.invalidLeft--
	} else if f.Arguments.ForName("after") != nil && !w.hasStrayCursor && !w.hasInvalidDay && w.chance(3) {
		w.strayCursor(p, f, given)
	}
	return w.inOrder(f, given), size
}

// inOrder returns values by argument, mostly in the order of the schema, and adds some unset ones.
func (w *writer) inOrder(f *ast.FieldDefinition, given map[string]any) []argumentValue {
	var choices []argumentValue
	for _, d := range f.Arguments {
		value, isGiven := given[d.Name]
		optional := !d.Type.NonNull || d.DefaultValue != nil
		if isGiven {
			choices = append(choices, argumentValue{definition: d, value: value})
		} else if optional && w.chance(2) {
			choices = append(choices, argumentValue{definition: d, unset: true})
		}
	}
	if w.chance(20) {
		w.rand.Shuffle(len(choices), func(i, j int) { choices[i], choices[j] = choices[j], choices[i] })
	}
	return choices
}

// sample returns a valid value of an argument; not given means to omit the argument.
func (w *writer) sample(f *ast.FieldDefinition, name string) (value any, given bool) {
	switch name {
	case "slug":
		return w.slug(f.Name), true
	case "id":
		return w.globalID(), true
	case "ids":
		return w.several(6, func() any { return w.globalID() }), true
	case "on":
		if f.Arguments.ForName(name).Type.NonNull {
			return w.day(), true
		}
		if w.chance(6) {
			return nil, true
		}
		return w.day(), w.chance(50)
	case "asOf":
		if w.chance(6) {
			return nil, true
		}
		return w.day(), w.chance(40)
	case "deep":
		return w.chance(60), w.chance(70)
	case "languages":
		return w.several(3, func() any { return pick(w.rand, w.values.languages...) }), w.chance(60)
	case "direction":
		return pick(w.rand, "OUT", "IN", "BOTH"), w.chance(50)
	case "kinds":
		if w.chance(8) {
			return nil, true
		}
		return w.several(4, func() any {
			return pick(w.rand, w.oracle.schema.Types[f.Arguments.ForName(name).Type.Name()].EnumValues...).Name
		}), w.chance(40)
	case "query":
		return w.searchText(), true
	case "in":
		if w.chance(8) {
			return nil, true
		}
		return w.several(4, func() any { return pick(w.rand, searchFields...) }), w.chance(40)
	case "from", "to", "of":
		return w.reference(), true
	case "limit":
		if f.Type.Elem != nil && f.Arguments.ForName("groupBy") != nil {
			return 1 + w.rand.IntN(6), w.chance(30)
		}
		fallthrough
	case "maxLength", "depth":
		return 1 + w.rand.IntN(4), w.chance(80)
	case "groupBy":
		return w.groupBy(f), w.wantedArgument == name || w.chance(90)
	case "field":
		if w.chance(8) {
			return nil, true
		}
		return pick(w.rand, w.values.fields...), w.chance(50)
	}
	return nil, false
}

// groupBy returns what totals are grouped by, mostly groups that were used less often than others.
func (w *writer) groupBy(f *ast.FieldDefinition) []any {
	groups := w.oracle.schema.Types[f.Arguments.ForName("groupBy").Type.Name()]
	return w.severalOf(groups.Name, 2, func() any {
		if wanted, isWanted := w.wantedOf(groups.Name); isWanted {
			return wanted
		}
		return w.leastUsedKey(groups.Name, groups.EnumValues)
	})
}

// ensureArgument gives a field the argument, except those that listArguments and pageSize add.
func (w *writer) ensureArgument(f *ast.FieldDefinition, name string, given map[string]any) {
	if isPageArgument(name) || slices.Contains([]string{"where", "link", "orderBy", "orderByLink", "scheme", "value"}, name) {
		return
	}
	for range 1000 {
		if _, isGiven := given[name]; isGiven {
			return
		}
		if value, isGiven := w.sample(f, name); isGiven {
			given[name] = value
		}
	}
	panic(unimplemented("the oracle has no value for the argument " + name + " of " + f.Name))
}

// severalOf returns a list of values of an input type. It is not empty if a member of the type is wanted.
func (w *writer) severalOf(typeName string, most int, one func() any) []any {
	isWanted := w.isWanted(typeName)
	list := w.several(most, one)
	if isWanted && len(list) == 0 {
		list = append(list, one())
	}
	return list
}

func (w *writer) several(most int, one func() any) []any {
	list := []any{}
	for range w.rand.IntN(most + 1) {
		list = append(list, one())
	}
	return list
}

// pageSize adds page arguments and returns the expected number of items.
func (w *writer) pageSize(p selectionContext, f *ast.FieldDefinition, given map[string]any) int {
	limit := max(1, 90/p.expectedObjects)
	wanted := w.wantedArgument
	if limit >= defaultPage && !isPageArgument(wanted) && w.chance(20) {
		if w.chance(20) {
			given["first"] = nil
		}
		if w.chance(20) {
			given["last"] = nil
		}
		return defaultPage
	}
	size := 1 + w.rand.IntN(min(limit, 12))
	switch {
	case w.chance(5):
		size = 0
	case p.expectedObjects == 1 && w.chance(10):
		size = maxPage
	}
	name, other := "first", "last"
	if wanted == "last" || wanted != "first" && w.chance(25) {
		name, other = other, name
	}
	given[name] = size
	if w.chance(8) {
		given[other] = nil
	}
	side := pick(w.rand, "after", "before")
	if wanted == "after" || wanted == "before" {
		side = wanted
	}
	key := p.definition.Name + "." + f.Name + "." + side
	if side == wanted || w.chance(5) || w.asked[key] == 0 && w.chance(30) {
		w.asked[key]++
		given[side] = nil
	}
	return max(1, size)
}

// arguments returns the arguments of a field as source text.
func (w *writer) arguments(choices []argumentValue) string {
	var texts []string
	for _, c := range choices {
		texts = append(texts, c.definition.Name+": "+w.argument(c))
	}
	if len(texts) == 0 {
		return ""
	}
	return "(" + strings.Join(texts, ", ") + ")"
}

func (w *writer) argument(c argumentValue) string {
	t := c.definition.Type
	nullable := strings.TrimSuffix(t.String(), "!")
	switch {
	case c.unset:
		return w.undefinedVariable(nullable)
	case c.value == nil && t.NonNull:
		fallback := ""
		if w.chance(30) {
			fallback = c.definition.DefaultValue.String()
		}
		return w.nullVariable(nullable, fallback)
	case needsVariable(c.value), w.chance(75):
		return w.literal(t, c.value)
	}
	typeText := t.String()
	if t.NonNull && c.definition.DefaultValue != nil && w.chance(50) {
		typeText = nullable
	} else if !t.NonNull && c.value != nil && w.chance(25) {
		typeText += "!"
	}
	if c.value == nil {
		return w.nullVariable(typeText, "")
	}
	return w.variable(typeText, c.value, w.constant(t, c.value))
}

// nullVariable declares a variable whose value is null.
func (w *writer) nullVariable(typeText, fallback string) string {
	name := w.newName("v")
	w.variables[name] = nil
	declaration := "$" + name + ": " + typeText
	if fallback != "" {
		declaration += " = " + fallback
	}
	w.declared = append(w.declared, declaration)
	return "$" + name
}

// variable declares a variable with a value, or reuses an existing one. Some have the value as their default.
func (w *writer) variable(typeText string, value any, literal string) string {
	key := typeText + literal
	if name := w.reusable[key]; name != "" && w.chance(70) {
		return name
	}
	name := w.newName("v")
	declaration := "$" + name + ": " + typeText
	if w.chance(25) {
		declaration += " = " + literal
	} else {
		if list, isList := value.([]any); isList && len(list) == 1 && w.chance(50) {
			value = list[0]
		}
		w.variables[name] = value
	}
	w.declared = append(w.declared, declaration)
	w.reusable[key] = "$" + name
	return "$" + name
}

// canBeInvalid returns the arguments for which makeInvalid has invalid values.
func canBeInvalid(f *ast.FieldDefinition) []*ast.ArgumentDefinition {
	return slices.DeleteFunc(slices.Clone(f.Arguments), func(d *ast.ArgumentDefinition) bool {
		return slices.Contains([]string{"slug", "scheme", "value", "field", "kinds", "in", "query", "groupBy"}, d.Name)
	})
}
