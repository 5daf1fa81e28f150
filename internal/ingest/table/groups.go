package table

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"civicgraph/internal/kg"
)

// nameHeading returns the heading of a name: name.zh, alias.en.
func nameHeading(n kg.Name) string {
	return [...]string{kg.Label: "name.", kg.Alias: "alias.", kg.Former: "former."}[n.Type] + n.Language
}

func identifierHeading(i kg.Identifier) string { return "identifier." + i.Scheme }

// groupsOf returns the headings of a list, one for each run of values with the same.
func groupsOf[T any](values []T, heading func(T) string) []string {
	var groups []string
	for _, value := range values {
		if h := heading(value); len(groups) == 0 || groups[len(groups)-1] != h {
			groups = append(groups, h)
		}
	}
	return groups
}

// note adds an order of groups to those that occur.
func note(orders map[string][]string, groups []string) {
	if len(groups) > 0 {
		orders[strings.Join(groups, "\x00")] = groups
	}
}

// merged returns headings that contain each of the orders, so that a row keeps the order of its values. A heading occurs twice only
// if orders contradict each other.
func merged(orders map[string][]string) []string {
	var all []string
	keys := slices.SortedFunc(maps.Keys(orders), func(a, b string) int {
		return cmp.Or(len(orders[b])-len(orders[a]), strings.Compare(a, b))
	})
	for _, key := range keys {
		all = supersequence(all, orders[key])
	}
	return all
}

// supersequence returns a shortest sequence that contains two others.
func supersequence(a, b []string) []string {
	// common[i][j] is the length of the longest common subsequence of a[i:] and b[j:].
	common := make([][]int, len(a)+1)
	for i := range common {
		common[i] = make([]int, len(b)+1)
	}
	for i, one := range slices.Backward(a) {
		for j, other := range slices.Backward(b) {
			common[i][j] = max(common[i+1][j], common[i][j+1])
			if one == other {
				common[i][j] = common[i+1][j+1] + 1
			}
		}
	}
	var both []string
	i, j := 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i] == b[j]:
			both = append(both, a[i])
			i, j = i+1, j+1
		case common[i+1][j] >= common[i][j+1]:
			both = append(both, a[i])
			i++
		default:
			both = append(both, b[j])
			j++
		}
	}
	return append(append(both, a[i:]...), b[j:]...)
}

// inGroups returns the cells of a list under headings that contain its groups in their order.
func inGroups[T any](headings []string, values []T, heading func(T) string, text func(T) string) []string {
	cells := make([]string, len(headings))
	for i := range headings {
		var group []string
		for len(values) > 0 && heading(values[0]) == headings[i] {
			group = append(group, text(values[0]))
			values = values[1:]
		}
		cells[i] = join(group)
	}
	return cells
}

// isSubsequence reports whether headings contain groups in their order.
func isSubsequence(groups, headings []string) bool {
	for _, heading := range headings {
		if len(groups) > 0 && groups[0] == heading {
			groups = groups[1:]
		}
	}
	return len(groups) == 0
}
