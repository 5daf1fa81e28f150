package oracle

import (
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"

	"civicgraph/internal/kg"
)

// Holds exports holds for tests.
func Holds(p kg.Period, day string) string { return holds(p, day) }

// Refused returns the number of discarded queries, by code.
func (q *Queries) Refused() map[string]int { return q.refused }

// CompareLocators exports compareLocators for tests.
func CompareLocators(a, b string) int { return compareLocators(a, b) }

// MissingAfter returns the coordinates of a schema that a query does not contain.
func MissingAfter(schema *ast.Schema, query string) []string {
	document, err := parser.ParseQuery(&ast.Source{Input: query})
	if err != nil {
		panic(err)
	}
	c := newCoverage(schema)
	c.add(document)
	return c.missing()
}
