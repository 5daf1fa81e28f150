package kg_test

import (
	"regexp"
	"testing"

	"civicgraph/internal/kg"
)

// TestKindsAreComplete finds kinds, fields, link kinds and relations that the derived schema and tables could not use.
func TestKindsAreComplete(t *testing.T) {
	t.Parallel()
	kinds := kg.NewKinds()
	name := regexp.MustCompile(`^[a-z][A-Za-z]*$`)
	sentence := regexp.MustCompile(`^\S.*\.$`)
	check := func(of, named, description string) {
		t.Helper()
		if !name.MatchString(named) || !sentence.MatchString(description) {
			t.Errorf("%s has the name %q and the description %q", of, named, description)
		}
	}
	for _, kind := range kinds.All() {
		check(kind.Name, kind.Name, kind.Description)
		seen := map[string]bool{}
		for i := range kind.Fields {
			f := &kind.Fields[i]
			of := kind.Name + "." + f.Name
			check(of, f.Name, f.Description)
			if seen[f.Name] {
				t.Errorf("%s is there twice", of)
			}
			seen[f.Name] = true
			if (f.Type == kg.TypeEnum) != (len(f.Values) > 0 && f.EnumDescription != "") {
				t.Errorf("%s is an enum without values or description, or no enum with them", of)
			}
			if f.Sorted && (f.Type == kg.TypeStringList || f.Type == kg.TypePoint) {
				t.Errorf("%s cannot be sorted", of)
			}
			for _, v := range f.Values {
				check(of+"."+v.Name, "value", v.Description)
			}
		}
		for _, r := range kinds.Relations(kind.Code) {
			of := kind.Name + "." + r.Name
			check(of, r.Name, r.Description)
			if seen[r.Name] {
				t.Errorf("%s is there twice", of)
			}
			seen[r.Name] = true
			if len(r.Steps) == 0 || len(r.To) == 0 {
				t.Errorf("%s leads nowhere", of)
			}
			for _, step := range r.Steps {
				if r.Via == nil && r.Then == nil && !isAllowed(kind.Code, step) {
					t.Errorf("%s follows links that are not allowed: %+v", of, step)
				}
			}
		}
	}
	for i, d := range kg.LinkDefinitions() {
		if int(d.Kind) != i+1 || !regexp.MustCompile(`^[A-Z_]+$`).MatchString(d.Name) || !sentence.MatchString(d.Description) || len(d.Ends) == 0 {
			t.Errorf("the kind of link number %d is %+v", i+1, d)
		}
	}
}

// isAllowed reports whether every link of a step from a kind of entity is allowed.
func isAllowed(owner kg.Code, step kg.Step) bool {
	for _, kind := range step.Kinds {
		for _, far := range step.Far {
			from, to := owner, far
			if step.In {
				from, to = far, owner
			}
			if !kind.Definition().Allows(from, to) {
				return false
			}
		}
	}
	return true
}
