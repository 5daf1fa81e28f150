package kg_test

import (
	"strings"
	"testing"

	"civicgraph/internal/kg"
)

// TestReferenceForms reads references in both forms, as values of an import line and as text.
func TestReferenceForms(t *testing.T) {
	t.Parallel()
	kinds := kg.NewKinds()
	want := kg.Ref{Kind: kg.KindRailLine, Slug: "a-1"}
	for _, value := range []any{map[string]any{"railLine": "a-1"}, "railLine/a-1"} {
		if ref, err := kinds.ReadRef(value); err != nil || ref != want {
			t.Errorf("%v is %v, %v", value, ref, err)
		}
	}
	for _, text := range []string{`{"railLine": "a-1"}`, "railLine/a-1"} {
		if ref, err := kinds.ReadRefText(text); err != nil || ref != want {
			t.Errorf("%s is %v, %v", text, ref, err)
		}
	}
	if word := kinds.FormatRef(want); word != "railLine/a-1" {
		t.Errorf("it is written %s", word)
	}
	const form, known = `such as {"district":"baodi"} or "district/baodi"`, "must be one of official, district, park, project, railLine, station, organization"
	for text, message := range map[string]string{
		"": form, "baodi": form, "{": form, "[]": form, `{"district":"a","park":"b"}`: form, "{}": form,
		"village/a": `"village" is not a kind of entity; ` + known, "source/a": known, `{"distrit":"a"}`: "did you mean district?", "rail-line/a": "did you mean railLine?",
		"district/": "lower-case letters", "district/A": "lower-case letters", "district/a/b": "lower-case letters", `{"district":5}`: "lower-case letters", `{"district":null}`: "is required",
	} {
		if ref, err := kinds.ReadRefText(text); err == nil || !strings.Contains(err.Message, message) {
			t.Errorf("%q is %v, %v, want %s", text, ref, err, message)
		}
	}
}

// TestOfficialsByReference: who states a figure or speaks is an official by slug alone, or by a reference.
func TestOfficialsByReference(t *testing.T) {
	t.Parallel()
	const form = `such as {"district":"baodi"} or "district/baodi"`
	for value, want := range map[string]string{
		`"o"`: "o", `"official/o"`: "o", `{"official":"o"}`: "o", `null`: "",
		`"park/o"`: "must be an official, not a park", `{"park":"o"}`: "must be an official, not a park", `"village/o"`: "is not a kind of entity", `5`: form,
	} {
		record, err := decodeNew(t, `{"statement":{"summary":"S","speaker":`+value+`,"about":["district/d"],"citations":[{"source":"s"}]}}`)
		if err == nil && record.Statement.Speaker == want {
			continue
		}
		if err == nil || !strings.Contains(err.Error(), want) || want == "" {
			t.Errorf("%s is %v, %v, want %s", value, record, err, want)
		}
	}
}
