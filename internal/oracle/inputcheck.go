package oracle

import (
	"fmt"
	"math/big"
	"regexp"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// Limits of a filter and an order, as the schema describes them.
const (
	maxFilterLevels     = 8
	maxFilterConditions = 100
	maxFilterSearches   = 10   // conditions on relations, names and lists of strings
	maxFilterValues     = 500  // in a list
	maxFilterString     = 2000 // bytes
	maxOrderKeys        = 8
)

// inputErrors returns the codes of the errors of an argument that takes a filter or an order.
func (o *Oracle) inputErrors(t *ast.Type, value any) []string {
	i := inputChecker{oracle: o}
	i.value(t, value, 0)
	if i.conditions > maxFilterConditions || i.searches > maxFilterSearches {
		i.codes = append(i.codes, badArgument)
	}
	return i.codes
}

// inputChecker checks one argument.
type inputChecker struct {
	oracle     *Oracle
	conditions int
	searches   int
	codes      []string
}

func (i *inputChecker) fail() { i.codes = append(i.codes, badArgument) }

// value checks a value of an input type inside levels filters.
func (i *inputChecker) value(t *ast.Type, value any, levels int) {
	if value == nil {
		if t.NonNull {
			i.fail()
		}
		return
	}
	if t.Elem != nil {
		i.list(t, asList(value), levels)
		return
	}
	definition := i.oracle.schema.Types[t.Name()]
	switch definition.Kind {
	case ast.InputObject:
		i.object(definition, value, levels)
	case ast.Scalar:
		if t.Name() == "String" && len(fmt.Sprint(value)) > maxFilterString {
			i.fail()
		}
	case ast.Enum, ast.Object, ast.Interface, ast.Union:
	}
}

// list checks the items of a list. A filter in a list that sets no condition counts as one.
func (i *inputChecker) list(t *ast.Type, list []any, levels int) {
	definition := i.oracle.schema.Types[t.Name()]
	isOrder := strings.HasSuffix(definition.Name, "Order")
	if isOrder && len(list) > maxOrderKeys || definition.Kind != ast.InputObject && len(list) > maxFilterValues {
		i.fail()
	}
	for _, item := range list {
		before := i.conditions
		i.value(t.Elem, item, levels)
		if isRecordFilter(definition) && i.conditions == before {
			i.conditions++
		}
	}
}

func (i *inputChecker) object(definition *ast.Definition, value any, levels int) {
	if isRecordFilter(definition) {
		if levels++; levels > maxFilterLevels {
			i.fail()
			return
		}
	}
	given, _ := value.(map[string]any)
	if strings.HasSuffix(definition.Name, "RelationFilter") && asksForLinksOnly(given) { // the same as `some: {}`
		i.conditions++
		i.searches++
	}
	for _, f := range definition.Fields {
		member, isGiven := given[f.Name]
		if !isGiven {
			continue
		}
		if member != nil && i.isCondition(definition, f) {
			i.conditions++
		}
		if member != nil && i.isSearch(definition, f) {
			i.searches++
		}
		i.value(f.Type, member, levels)
	}
}

// isRecordFilter reports whether an input type is a filter of records, which nests, rather than of values or a relation.
func isRecordFilter(definition *ast.Definition) bool {
	return definition.Fields.ForName("not") != nil
}

// isCondition reports whether a field of an input type is a condition rather than a container of conditions.
func (i *inputChecker) isCondition(of *ast.Definition, f *ast.FieldDefinition) bool {
	switch {
	case f.Name == "and" || f.Name == "or" || f.Name == "not" || f.Name == "link" || strings.HasSuffix(of.Name, "Order"):
		return false
	case isRecordFilter(of):
		condition := i.oracle.schema.Types[f.Type.Name()]
		return !strings.HasSuffix(condition.Name, "Filter") || condition.Name == "IdentifierFilter" || isRecordFilter(condition)
	}
	return of.Name != "PeriodFilter" && of.Name != "IdentifierFilter"
}

// isSearch reports whether a field of an input type is a condition on other records, names or lists of strings.
func (i *inputChecker) isSearch(of *ast.Definition, f *ast.FieldDefinition) bool {
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

// decimalForm matches decimals.
var decimalForm = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,4})?$`)

// isDecimal reports whether a text is a decimal of at most four places within the range of an import.
func isDecimal(text string) bool {
	number, ok := new(big.Rat).SetString(text)
	if !ok || !decimalForm.MatchString(text) {
		return false
	}
	most, _ := new(big.Rat).SetString("922337203685477.5807")
	return new(big.Rat).Mul(number, big.NewRat(10_000, 1)).IsInt() && number.Abs(number).Cmp(most) <= 0
}

// asksForLinksOnly reports whether a relation filter has a condition on links and none on the records.
func asksForLinksOnly(relation map[string]any) bool {
	return relation["link"] != nil && relation["some"] == nil && relation["none"] == nil && relation["every"] == nil
}
