package oracle

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"civicgraph/internal/kg"
)

// stringsOfValue returns the value of a field as strings.
func stringsOfValue(value any) []string {
	switch v := value.(type) {
	case nil:
		return nil
	case []string:
		return v
	case kg.Decimal:
		return []string{decimal(v)}
	}
	return []string{fmt.Sprint(value)}
}

// comparisons returns comparisons of an input type with some of the known values.
func (w *filterGenerator) comparisons(typeName string, known []string) any {
	definition := w.oracle.schema.Types[typeName]
	switch typeName {
	case "IdentifierFilter":
		return w.identifier(known)
	case "StringListFilter":
		asked := map[string]any{}
		for range w.memberCount(typeName, 0, 1, 1, 1, 2) {
			asked[w.leastUsed(definition, func(*ast.FieldDefinition) bool { return true }).Name] = w.comparisons("StringFilter", known)
		}
		return asked
	}
	asked := map[string]any{}
	for range w.memberCount(typeName, 0, 1, 1, 1, 1, 1, 2) {
		w.conditionsLeft--
		isWanted := w.isWanted(typeName)
		f := w.leastUsed(definition, func(*ast.FieldDefinition) bool { return true })
		switch {
		case !isWanted && w.chance(4):
			asked[f.Name] = nil
		case f.Name == "isNull":
			asked[f.Name] = (len(known) == 0) != w.chance(25)
		case f.Name == "in":
			asked[f.Name] = w.several(3, func() any { return w.value(f, known) })
		default:
			asked[f.Name] = w.value(f, known)
		}
	}
	return asked
}

func (w *filterGenerator) identifier(known []string) any {
	code := pick(w.rand, w.values.identifiers...)
	if len(known) > 0 && w.chance(70) {
		code.Scheme, code.Value, _ = strings.Cut(pick(w.rand, known...), " ")
	}
	asked := map[string]any{"scheme": code.Scheme}
	w.asked["IdentifierFilter.scheme"]++
	if member, _ := w.wantedOf("IdentifierFilter"); member == "value" || w.chance(50) {
		asked["value"] = code.Value
	} else if w.chance(20) {
		asked["value"] = nil
	}
	return asked
}

// value returns a value to compare with, mostly a known one or one close to it.
func (w *filterGenerator) value(f *ast.FieldDefinition, known []string) any {
	text := ""
	if len(known) > 0 {
		text = pick(w.rand, known...)
	}
	typeName := f.Type.Name()
	switch typeName {
	case "String":
		return w.stringValue(f.Name, text)
	case "Int":
		n, err := strconv.Atoi(text)
		if err != nil {
			n = pick(w.rand, 0, 1, 350)
		}
		// It stays within 32 bits.
		return min(max(n, -2_000_000_000), 2_000_000_000) + pick(w.rand, 0, 0, 0, 1, -1)
	case "Decimal":
		return w.decimal(text)
	case "Date", "PartialDate":
		return w.date(typeName, text)
	}
	if text == "" || w.chance(30) {
		return pick(w.rand, w.oracle.schema.Types[typeName].EnumValues...).Name
	}
	return text
}

// stringValue returns a string, or a part of it in upper or lower case if the operator compares parts.
func (w *filterGenerator) stringValue(operator, known string) string {
	if known == "" || w.chance(5) {
		known = pick(w.rand, "nothing", "a", "", "新", "%", "_")
	}
	letters := []rune(known)
	switch operator {
	case "contains":
		from := w.rand.IntN(len(letters) + 1)
		letters = letters[from:]
		letters = letters[:w.rand.IntN(min(len(letters), 6)+1)]
	case "startsWith":
		letters = letters[:w.rand.IntN(min(len(letters), 9)+1)]
	default:
		return known
	}
	switch w.rand.IntN(4) {
	case 0:
		return strings.ToUpper(string(letters))
	case 1:
		return strings.ToLower(string(letters))
	}
	return string(letters)
}

// decimal returns a number, as a string or as a number.
func (w *filterGenerator) decimal(known string) any {
	if known == "" {
		known = pick(w.rand, "0", "12.34", "-3")
	}
	switch w.rand.IntN(6) {
	case 0:
		known = pick(w.rand, "0", "0.0001", "-1", "1000000")
	case 1:
		if !strings.Contains(known, ".") {
			known += ".0"
		}
	}
	if len(known) < 14 && w.chance(30) {
		return json.Number(known)
	}
	return known
}

// date returns a date of any precision, or a day.
func (w *filterGenerator) date(typeName, known string) string {
	if known == "" || w.chance(20) {
		known = w.day()
	}
	day := pick(w.rand, firstDay(known), lastDay(known))
	if w.chance(20) {
		if near := around(day); len(near) > 0 && isDay(near[0]) && isDay(near[2]) {
			day = pick(w.rand, near...)
		}
	}
	if typeName == "Date" {
		return day
	}
	return pick(w.rand, known, known, day, day[:7], day[:4])
}
