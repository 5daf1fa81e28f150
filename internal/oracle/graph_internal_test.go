package oracle

import (
	"maps"
	"reflect"
	"testing"
)

// TestNewFieldChangesNothingElse adds a field between the other fields of a kind.
func TestNewFieldChangesNothingElse(t *testing.T) {
	t.Parallel()
	entities := func(add func(g *graphGenerator, fields map[string]any)) (all []map[string]any) {
		g := &graphGenerator{seed: 7, generated: map[string]bool{}}
		for _, slug := range []string{"park-1", "park-2", "park-3"} {
			g.withStream(slug, func() {
				fields := map[string]any{"names": g.names("park", 1)}
				g.maybe(fields, 50, "foundedOn", func() any { return g.date() })
				add(g, fields)
				g.maybe(fields, 50, "identifiers", g.identifiers)
				fields["citations"] = g.citations()
				all = append(all, fields)
			})
		}
		return all
	}
	before := entities(func(*graphGenerator, map[string]any) {})
	after := entities(func(g *graphGenerator, fields map[string]any) {
		g.maybe(fields, 90, "motto", func() any { return g.words() })
	})
	given := 0
	for _, fields := range after {
		if fields["motto"] != nil {
			given++
		}
		maps.DeleteFunc(fields, func(name string, _ any) bool { return name == "motto" })
	}
	if given == 0 || !reflect.DeepEqual(before, after) {
		t.Errorf("with a new field, given %d times, the records are\n%v\nbefore they were\n%v", given, after, before)
	}
}
