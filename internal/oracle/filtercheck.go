package oracle

import (
	"fmt"
	"math/big"
	"regexp"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// What a filter may be at most.
const (
	mostLevels     = 8
	mostConditions = 100
	mostSearches   = 10
	mostValues     = 500
	mostText       = 2000 // bytes
)

// filterMistakes lists the codes of what is wrong with an argument that takes a filter or an order.
func (o *Oracle) filterMistakes(t *ast.Type, value any) []string {
	i := inspection{oracle: o}
	i.value(t, value, 0)
	if i.conditions > mostConditions || i.searches > mostSearches {
		i.codes = append(i.codes, badArgument)
	}
	return i.codes
}

// inspection looks for mistakes in one argument.
type inspection struct {
	oracle     *Oracle
	conditions int
	searches   int
	codes      []string
}

func (i *inspection) fail(code string) { i.codes = append(i.codes, code) }

// value looks at a value of an input type, which stands in so many filters.
func (i *inspection) value(t *ast.Type, value any, levels int) {
	if value == nil {
		if t.NonNull {
			i.fail(badArgument)
		}
		return
	}
	if t.Elem != nil {
		list := asList(value)
		definition := i.oracle.schema.Types[t.Name()]
		if len(list) > mostValues && definition.Kind != ast.InputObject {
			i.fail(badArgument)
		}
		for _, item := range list {
			i.value(t.Elem, item, levels)
		}
		return
	}
	definition := i.oracle.schema.Types[t.Name()]
	switch definition.Kind {
	case ast.InputObject:
		i.object(definition, value, levels)
	case ast.Enum:
		if definition.EnumValues.ForName(fmt.Sprint(value)) == nil {
			i.fail(badArgument)
		}
	default:
		i.scalar(t.Name(), fmt.Sprint(value))
	}
}

func (i *inspection) object(definition *ast.Definition, value any, levels int) {
	if isRecordFilter(definition) {
		if levels++; levels > mostLevels {
			i.fail(badArgument)
			return
		}
	}
	given, _ := value.(map[string]any)
	for _, f := range definition.Fields {
		member, isGiven := given[f.Name]
		if !isGiven {
			continue
		}
		if member != nil && isCondition(definition, f) {
			i.conditions++
		}
		if member != nil && i.isSearch(definition, f) {
			i.searches++
		}
		i.value(f.Type, member, levels)
	}
}

// isRecordFilter tells filters of records, which nest, from those of values and relations.
func isRecordFilter(definition *ast.Definition) bool {
	return definition.Fields.ForName("not") != nil || definition.Name == "LinkFilter"
}

// isCondition tells whether a field of an input type is a condition in itself, and does not only hold others.
func isCondition(of *ast.Definition, f *ast.FieldDefinition) bool {
	switch {
	case f.Name == "and" || f.Name == "or" || f.Name == "not" || f.Name == "link" || strings.HasSuffix(of.Name, "Order"):
		return false
	case isRecordFilter(of):
		return !strings.HasSuffix(f.Type.Name(), "Filter") || f.Type.Name() == "IdentifierFilter"
	}
	return of.Name != "PeriodFilter" && of.Name != "IdentifierFilter"
}

// isSearch tells whether a field of an input type asks about other records, names or lists of texts.
func (i *inspection) isSearch(of *ast.Definition, f *ast.FieldDefinition) bool {
	switch f.Name {
	case "some", "none", "every":
		return true
	case "and", "or", "not", "link":
		return false
	case "name":
		return isRecordFilter(of)
	}
	return isRecordFilter(of) && isRecordFilter(i.oracle.schema.Types[f.Type.Name()])
}

// decimalForm is how decimals are written.
var decimalForm = regexp.MustCompile(`^-?[0-9]+(\.[0-9]{1,4}0*)?$`)

func (i *inspection) scalar(typeName, text string) {
	switch typeName {
	case "String":
		if len(text) > mostText {
			i.fail(badArgument)
		}
	case "Date":
		if !isDay(text) {
			i.fail(badDate)
		}
	case "PartialDate":
		if !isDay(firstDay(text)) {
			i.fail(badDate)
		}
	case "Decimal":
		if !decimalForm.MatchString(text) {
			i.fail(badArgument)
			return
		}
		most, _ := new(big.Rat).SetString("922337203685477.5807")
		if number, _ := new(big.Rat).SetString(text); number.Abs(number).Cmp(most) > 0 {
			i.fail(badArgument)
		}
	}
}
