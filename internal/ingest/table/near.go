package table

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"

	"civicgraph/internal/kg"
)

// isNear reports whether two folded names differ in a letter, or in two if they are long. Names with different numbers are not near.
func isNear(a, b string) bool {
	length := min(utf8.RuneCountInString(a), utf8.RuneCountInString(b))
	allowed := 1
	if length >= 10 {
		allowed = 2
	}
	if length < 4 || a == b || abs(len(a)-len(b)) > allowed*utf8.UTFMax || digits(a) != digits(b) {
		return false
	}
	return levenshtein.ComputeDistance(a, b) <= allowed
}

func abs(n int) int { return max(n, -n) }

// digits returns the digits of a text.
func digits(text string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, text)
}

// keepNear keeps a folded name of the graph that is near one of the tables.
func (x *index) keepNear(code kg.Code, folded string, ofTables []string) {
	if slices.Contains(x.near[code], folded) {
		return
	}
	if slices.ContainsFunc(ofTables, func(name string) bool { return isNear(name, folded) }) {
		x.near[code] = append(x.near[code], folded)
	}
}
