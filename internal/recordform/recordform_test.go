package recordform_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"civicgraph/internal/kg"
	"civicgraph/internal/recordform"
)

// TestRecordsAreGenerated fails where a kind or a form was changed without `make generate`.
func TestRecordsAreGenerated(t *testing.T) {
	t.Parallel()
	for name, generate := range map[string]func(*kg.Kinds) ([]byte, error){
		"records.md": recordform.Markdown, recordform.SchemaName: recordform.JSONSchema,
	} {
		committed, err := os.ReadFile(filepath.Join("../../docs", name))
		if err != nil {
			t.Fatal(err)
		}
		generated, err := generate(kg.NewKinds())
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(committed, generated) {
			t.Errorf("docs/%s is not what the kinds give: run `make generate`", name)
		}
	}
}

// schema returns the compiled JSON Schema.
func schema(t testing.TB) *jsonschema.Schema {
	t.Helper()
	text, err := recordform.JSONSchema(kg.NewKinds())
	if err != nil {
		t.Fatal(err)
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("records", document); err != nil {
		t.Fatal(err)
	}
	compiled, err := compiler.Compile("records")
	if err != nil {
		t.Fatal(err)
	}
	return compiled
}

// decode decodes a line as an import does.
func decode(t testing.TB, line []byte) (*kg.Record, error) {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(line))
	d.UseNumber()
	var input map[string]any
	if err := d.Decode(&input); err != nil {
		t.Fatalf("%v in %.200s", err, line)
	}
	kinds := kg.NewKinds()
	record, err := kinds.Decode(input)
	if err == nil {
		err = kinds.CheckNew(record)
	}
	return record, err
}

func validate(t testing.TB, s *jsonschema.Schema, line []byte) error {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(line))
	if err != nil {
		t.Fatalf("%v in %.200s", err, line)
	}
	return s.Validate(value)
}

// TestExamplesAreValid: the examples of the reference can be imported and follow the schema, and have all fields that exist.
func TestExamplesAreValid(t *testing.T) {
	t.Parallel()
	text, err := recordform.Markdown(kg.NewKinds())
	if err != nil {
		t.Fatal(err)
	}
	s, kinds := schema(t), map[string]bool{}
	for _, line := range regexp.MustCompile("(?m)`?(\\{\"\\w+\":\\{.*\\}\\})`?").FindAllSubmatch(text, -1) {
		record, err := decode(t, line[1])
		if err != nil {
			t.Errorf("%v in %s", err, line[1])
			continue
		}
		kinds[kg.NewKinds().NameOf(record.Kind)] = true
		if err := validate(t, s, line[1]); err != nil {
			t.Errorf("%v in %s", err, line[1])
		}
	}
	if want := len(kg.NewKinds().RecordCodes()); len(kinds) != want {
		t.Errorf("%d kinds of record have an example, want %d", len(kinds), want)
	}
}

// TestFormsHaveTheFieldsOfTheDecoder: the schema lists the fields that the decoder lists when it refuses an unknown one.
func TestFormsHaveTheFieldsOfTheDecoder(t *testing.T) {
	t.Parallel()
	text, err := recordform.JSONSchema(kg.NewKinds())
	if err != nil {
		t.Fatal(err)
	}
	var document struct {
		Defs map[string]struct {
			Properties map[string]any `json:"properties"`
		} `json:"$defs"`
	}
	if err := json.Unmarshal(text, &document); err != nil {
		t.Fatal(err)
	}
	forms := map[string]string{}
	for _, code := range kg.NewKinds().RecordCodes() {
		name := kg.NewKinds().NameOf(code)
		forms[name] = `{"` + name + `":{"zzzzzz":1}}`
	}
	for name, field := range map[string]string{"name": "names", "identifier": "identifiers", "citation": "citations"} {
		forms[name] = `{"official":{"` + field + `":[{"zzzzzz":1}]}}`
	}
	forms["location"], forms["period"] = `{"official":{"location":{"zzzzzz":1}}}`, `{"link":{"period":{"zzzzzz":1}}}`
	for name, line := range forms {
		_, err := decode(t, []byte(line))
		_, list, ok := strings.Cut(err.Error(), "zzzzzz: unknown field; ")
		list, _, _ = strings.Cut(list, "; ")
		_, list, has := strings.Cut(list, " has ")
		if !ok || !has {
			t.Errorf("%s is refused with %v", line, err)
			continue
		}
		known := strings.Split(list, ", ")
		slices.Sort(known)
		var properties []string
		for field := range document.Defs[name].Properties {
			properties = append(properties, field)
		}
		slices.Sort(properties)
		if !slices.Equal(known, properties) {
			t.Errorf("a %s has %v, the schema has %v", name, known, properties)
		}
	}
}

// TestSchemaAcceptsTheDemo: each line of the demo data is valid.
func TestSchemaAcceptsTheDemo(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../demo/*.jsonl*")
	if err != nil || len(files) == 0 {
		t.Fatalf("there are no demo data: %v", err)
	}
	s := schema(t)
	for _, file := range files {
		lines := 0
		for line := range bytes.Lines(content(t, file)) {
			lines++
			if err := validate(t, s, line); err != nil {
				t.Fatalf("%s:%d: %v", file, lines, err)
			}
		}
		if lines == 0 {
			t.Errorf("%s is empty", file)
		}
	}
}

// content returns the content of a file, decompressed.
func content(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasSuffix(path, ".gz") {
		return data
	}
	r, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if data, err = io.ReadAll(r); err != nil {
		t.Fatal(err)
	}
	return data
}

// TestSchemaRefusesBadRecords: the schema refuses the lines whose fault is of form. It cannot compare values, know other records or
// tell new records.
func TestSchemaRefusesBadRecords(t *testing.T) {
	t.Parallel()
	const shared = "../../../shared/data"
	text, err := os.ReadFile(filepath.Join(shared, "bad-records.jsonl"))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("NOT TESTED: bad-records.jsonl is not there; it lies beside the checkout, in shared/data")
	}
	if err != nil {
		t.Fatal(err)
	}
	var expected struct {
		Files []struct {
			File string `json:"file"`
			Bad  []struct {
				Line int          `json:"line"`
				Code kg.ErrorCode `json:"code"`
				Why  string       `json:"why"`
			} `json:"bad"`
		} `json:"files"`
	}
	if err := json.Unmarshal(content(t, filepath.Join(shared, "bad-records.expected.json")), &expected); err != nil {
		t.Fatal(err)
	}
	beyondForm := []kg.ErrorCode{kg.InvalidJSON, kg.UnknownReference, kg.Duplicate, kg.BadPeriod, kg.TooLarge}
	beyondLines := []string{"no names", "empty list of names", "source without a title", "part of itself", "closes the cycle a > b > c > a (lines 7, 8)"}
	s, lines, isBad, refused := schema(t), bytes.Split(text, []byte("\n")), map[int]bool{}, 0
	for _, bad := range expected.Files[0].Bad {
		isBad[bad.Line] = true
		if slices.Contains(beyondForm, bad.Code) || slices.Contains(beyondLines, bad.Why) {
			continue
		}
		refused++
		if err := validate(t, s, lines[bad.Line-1]); err == nil {
			t.Errorf("line %d (%s) is accepted", bad.Line, bad.Why)
		}
	}
	if refused < 30 {
		t.Errorf("%d lines were tested, want 30 or more", refused)
	}
	for i, line := range lines {
		if len(line) > 0 && !isBad[i+1] {
			if err := validate(t, s, line); err != nil {
				t.Errorf("line %d is good: %v", i+1, err)
			}
		}
	}
}

// TestSchemaKnowsTheCalendar: the pattern of dates agrees with the decoder.
func TestSchemaKnowsTheCalendar(t *testing.T) {
	t.Parallel()
	s := schema(t)
	dates := []string{"", "0000", "0001", "2022", "2022-00", "2022-12", "2022-13", "9999-12-31", "2022-1", "22", "2022-12-30T00:00:00Z"}
	for _, year := range []string{"1900", "2000", "2023", "2024", "0000"} {
		for _, day := range []string{"02-28", "02-29", "02-30", "04-30", "04-31", "01-31", "12-32", "12-00", "00-10", "13-01"} {
			dates = append(dates, year+"-"+day)
		}
	}
	for _, date := range dates {
		line := []byte(`{"official":{"slug":"a","names":[{"text":"A","language":"en"}],"citations":[{"source":"s"}],"bornOn":"` + date + `"}}`)
		_, decodeErr := decode(t, line)
		if err := validate(t, s, line); (err == nil) != (decodeErr == nil) {
			t.Errorf("%q: the schema says %v, the decoder %v", date, err, decodeErr)
		}
	}
}
