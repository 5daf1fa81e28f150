package oracle

import "civicgraph/internal/kg"

// Holds makes holds known to the tests.
func Holds(p kg.Period, day string) string { return holds(p, day) }

// Refused is how many invented queries were thrown away, by code.
func (q *Queries) Refused() map[string]int { return q.refused }

// CompareLocators makes compareLocators known to the tests.
func CompareLocators(a, b string) int { return compareLocators(a, b) }
