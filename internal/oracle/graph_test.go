package oracle_test

import (
	"fmt"
	"testing"

	"civicgraph/internal/kg"
	"civicgraph/internal/oracle"
)

// TestGraphLeavesNothingOut checks for several seeds that each kind has a record with each optional field.
func TestGraphLeavesNothingOut(t *testing.T) {
	t.Parallel()
	optional := map[string][]string{
		"link":      {"role", "order", "note", "period", "period.from", "period.until", "period.attestedOn"},
		"figure":    {"qualifier", "type", "wording", "statedBy", "period", "period.from", "period.until", "period.attestedOn"},
		"statement": {"speaker", "saidOn", "topics"},
	}
	for _, kind := range kg.NewKinds().All() {
		optional[kind.Name] = []string{"formerSlugs"}
		if kind.IsEntity() {
			optional[kind.Name] = append(optional[kind.Name], "identifiers")
		}
		for _, f := range kind.Fields {
			optional[kind.Name] = append(optional[kind.Name], f.Name)
		}
	}
	for seed := range int64(20) {
		given := map[string]bool{}
		for _, line := range oracle.Graph(seed) {
			for kind, fields := range line {
				noteFields(kind, fields, given)
			}
		}
		for kind, names := range optional {
			for _, name := range names {
				if !given[kind+"."+name] {
					t.Errorf("graph %d: no %s has %s", seed, kind, name)
				}
			}
		}
	}
}

// noteFields records the fields with a value that is not empty.
func noteFields(path string, value any, given map[string]bool) {
	fields, _ := value.(map[string]any)
	for name, member := range fields {
		switch fmt.Sprint(member) {
		case "", "[]", "map[]", "<nil>":
			continue
		}
		given[path+"."+name] = true
		noteFields(path+"."+name, member, given)
	}
}
