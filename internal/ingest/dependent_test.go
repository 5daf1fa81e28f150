package ingest_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"civicgraph/internal/ingest"
	"civicgraph/internal/kg"
)

// TestImportCountsDependentLines: lines whose only errors are references to invalid lines are counted apart, and so are lines that
// refer to those. They are among the rejects.
func TestImportCountsDependentLines(t *testing.T) {
	t.Parallel()
	cites := func(slug, source string) string {
		return `{"district":{"slug":"` + slug + `","names":[{"text":"D","language":"en"}],"level":"CITY","citations":[{"source":"` + source + `"}]}}`
	}
	partOf := func(from, to, source string) string {
		return `{"link":{"kind":"PART_OF","from":{"district":"` + from + `"},"to":{"district":"` + to + `"},"citations":[{"source":"` + source + `"}]}}`
	}
	for name, c := range map[string]struct {
		lines              []string
		invalid            []int
		dependent, created int
	}{
		"a source without title":                {[]string{`{"source":{"slug":"r"}}`, cites("a", "r"), cites("b", "r"), partOf("a", "b", "r")}, []int{1}, 3, 0},
		"a source of invalid JSON":              {[]string{`{"source":{"slug":"r","title":"the "best" one"}}`, cites("a", "r")}, []int{1}, 1, 0},
		"a link before its ends":                {[]string{partOf("a", "b", "s"), cites("a", "s"), strings.Replace(cites("b", "s"), "CITY", "TOWN", 1), sourceLine}, []int{3}, 1, 2},
		"a reference to nothing":                {[]string{sourceLine, cites("a", "s"), partOf("a", "nothing", "s")}, []int{3}, 0, 2},
		"an invalid line and to nothing":        {[]string{sourceLine, `{"district":{"slug":"a"}}`, partOf("a", "nothing", "s")}, []int{2, 3}, 0, 1},
		"an error besides the reference":        {[]string{`{"source":{"slug":"r"}}`, strings.Replace(cites("a", "r"), `"level":"CITY",`, "", 1)}, []int{1, 2}, 0, 0},
		"a repeated line, whose first is valid": {[]string{sourceLine, cites("a", "s"), cites("a", "s"), cites("b", "s"), partOf("a", "b", "s")}, []int{3}, 0, 4},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var rejects bytes.Buffer
			input := ingest.JSONLines("", strings.NewReader(strings.Join(c.lines, "\n")))
			report, err := ingest.Import(t.Context(), open(t), ingest.Options{Lenient: true, Rejects: &rejects}, input)
			if err != nil {
				t.Fatal(err)
			}
			var invalid []int
			for _, l := range report.Lines {
				invalid = append(invalid, l.Line)
			}
			if !slices.Equal(invalid, c.invalid) || report.Invalid != len(c.invalid) || report.Dependent != c.dependent || report.Created != c.created {
				t.Errorf("the report is %+v, want the invalid lines %v, %d dependent, %d created", report, c.invalid, c.dependent, c.created)
			}
			if got := strings.Count(rejects.String(), "\n"); got != len(c.invalid)+c.dependent {
				t.Errorf("%d lines are rejects: %s", got, &rejects)
			}
		})
	}
}

// TestImportTellsAllErrors: all errors of a line are reported, those that only the graph tells too.
func TestImportTellsAllErrors(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ line, want string }{
		"the form of fields": {
			`{"district":{"slug":"B","names":[{"txt":"B"}],"level":"TOWN","population":-1,"citations":[{"source":"s"}]}}`,
			"BAD_SLUG district.slug, MISSING_FIELD district.names.0.text, MISSING_FIELD district.names.0.language, BAD_VALUE district.names.0.txt, " +
				"BAD_VALUE district.level, BAD_VALUE district.population",
		},
		"references": {
			`{"link":{"kind":"PART_OF","from":{"district":"x"},"to":{"district":"y"},"citations":[{"source":"s"},{"source":"z"}]}}`,
			"UNKNOWN_REFERENCE link.citations.0.source, UNKNOWN_REFERENCE link.citations.1.source, UNKNOWN_REFERENCE link.from, UNKNOWN_REFERENCE link.to",
		},
		"a figure":       {`{"figure":{"measure":"m","unit":"u","subjects":[{"park":"x"},{"park":"y"}],"statedBy":"z","citations":[{"source":"s"}]}}`, "UNKNOWN_REFERENCE figure.citations.0.source, UNKNOWN_REFERENCE figure.statedBy, UNKNOWN_REFERENCE figure.subjects.0, UNKNOWN_REFERENCE figure.subjects.1"},
		"a new district": {`{"district":{"slug":"b","citations":[{"source":"z"}]}}`, "UNKNOWN_REFERENCE district.citations.0.source, MISSING_FIELD district.names, MISSING_FIELD district.level"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			report, err := ingest.Import(t.Context(), open(t), ingest.Options{Lenient: true}, ingest.JSONLines("", strings.NewReader(c.line)))
			if err != nil || len(report.Lines) != 1 {
				t.Fatalf("the report is %+v, error %v", report, err)
			}
			var got []string
			for _, e := range report.Lines[0].Errors {
				got = append(got, fmt.Sprintf("%s %s", e.Code, e.Field))
			}
			if strings.Join(got, ", ") != c.want {
				t.Errorf("the errors are\n%s\nwant\n%s", strings.Join(got, ", "), c.want)
			}
		})
	}
}

// TestImportOfDocuments: a file that is one JSON document is told once. Files of lines are not taken for one.
func TestImportOfDocuments(t *testing.T) {
	t.Parallel()
	const array, pretty = "the file is a JSON array; ", "the file is pretty-printed JSON; "
	second := `{"source":{"slug":"t","title":"T"}}`
	for name, c := range map[string]struct {
		text, want string
		line       int
	}{
		"an array on one line":                 {"[" + sourceLine + "," + second + "]", array, 1},
		"an array of a line each":              {"[\n" + sourceLine + ",\n" + second + "\n]\n", array, 1},
		"an array that begins with a record":   {"[" + sourceLine + ",\n" + second + "]", array, 1},
		"a pretty-printed array":               {"\n\n  [\n  {\n    \"source\": {\n", array, 3},
		"a large array on one line":            {"[" + sourceLine + strings.Repeat(","+second, 50_000) + "]", array, 1},
		"an empty array":                       {"[]", array, 1},
		"pretty-printed records":               {"{\n  \"source\": {\n    \"slug\": \"s\",\n    \"title\": \"S\"\n  }\n}\n{\n", pretty, 1},
		"a compact first line":                 {"{\"source\": {\n\"slug\": \"s\"}}", pretty, 1},
		"a mark before it":                     {"\uFEFF{\r\n  \"source\": {\r\n", pretty, 1},
		"a line that is cut off":               {`{"source":{"slug":"s"` + "\n" + second, "invalid JSON: ", 1},
		"a line that is cut off after a colon": {`{"source":` + "\n" + second, "invalid JSON: ", 1},
		"one line that is cut off":             {`{"source":{"slug":"s"`, "invalid JSON: ", 1},
		"a list as the first line":             {"[" + sourceLine + "]\n" + second, "must be an object with one key", 1},
		"a brace":                              {"{\n" + second, "invalid JSON: ", 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var rejects bytes.Buffer
			report, err := ingest.Import(t.Context(), open(t), ingest.Options{Lenient: true, Rejects: &rejects}, ingest.JSONLines("", strings.NewReader(c.text)))
			if err != nil || len(report.Lines) != 1 {
				t.Fatalf("the report is %+v, error %v", report, err)
			}
			first := report.Lines[0]
			if first.Line != c.line || !strings.HasPrefix(first.Errors.Error(), c.want) {
				t.Errorf("line %d is reported with %v, want line %d with %s…", first.Line, first.Errors, c.line, c.want)
			}
			isDocument := c.want == array || c.want == pretty
			if isDocument && (report.Codes[kg.InvalidJSON] != 1 || report.Created > 0 || rejects.Len() > 0) {
				t.Errorf("the report is %+v, the rejects %q", report, &rejects)
			}
			if wantCreated := strings.HasSuffix(c.text, "\n"+second); !isDocument && wantCreated != (report.Created == 1) {
				t.Errorf("the report is %+v", report)
			}
		})
	}
}
