package input_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"

	"civicgraph/internal/plan/input"
)

const testSchema = `
	scalar Date scalar PartialDate scalar DateTime scalar Decimal scalar URL scalar Other
	enum Level { CITY TOWN_HALL }
	input Filter { n: Int, need: String!, level: Level = CITY, list: [Int!], not: Filter, count: Int! = 3 }
	input Ref @oneOf { id: ID, slug: String }
	type Query {
		f(int: Int, float: Float, string: String, boolean: Boolean, id: ID, date: Date, partial: PartialDate, time: DateTime, decimal: Decimal,
			url: URL, other: Other, level: Level, need: Int!, list: [Int], matrix: [[Int]], strict: [Int!]!, filter: Filter, ref: Ref, refs: [Ref!]): Int
	}`

// typeOf returns the type of an argument of the test schema.
func typeOf(t *testing.T, schema *ast.Schema, argument string) *ast.Type {
	t.Helper()
	definition := schema.Query.Fields.ForName("f").Arguments.ForName(argument)
	if definition == nil {
		t.Fatalf("there is no argument %s", argument)
	}
	return definition.Type
}

// read is what becomes of a value: JSON, or the error.
func read(value any, problem *input.Problem) string {
	if problem != nil {
		return problem.Sentence("value") + problem.Suggestion()
	}
	text, err := json.Marshal(value)
	if err != nil {
		return err.Error()
	}
	return string(text)
}

// variable reads JSON as the value of a variable.
func variable(t *testing.T, schema *ast.Schema, argument, text string) string {
	t.Helper()
	var value any
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	if err := decoder.Decode(&value); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return read(input.NewReader(schema).Variable(typeOf(t, schema, argument), value))
}

// literal reads a literal, with values of the variables in it.
func literal(t *testing.T, schema *ast.Schema, argument, text string, variables map[string]any) string {
	t.Helper()
	doc, err := parser.ParseQuery(&ast.Source{Input: "{ f(" + argument + ": " + text + ") }"})
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	field, _ := doc.Operations[0].SelectionSet[0].(*ast.Field)
	value, isGiven, problem := input.NewReader(schema).Literal(typeOf(t, schema, argument), field.Arguments[0].Value, variables)
	if !isGiven {
		return "absent"
	}
	return read(value, problem)
}

func newSchema(t *testing.T) *ast.Schema {
	t.Helper()
	schema, err := gqlparser.LoadSchema(&ast.Source{Input: testSchema})
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// TestScalars reads values of each scalar as variables and as literals: what is right in one form may be wrong in the other.
func TestScalars(t *testing.T) {
	t.Parallel()
	schema := newSchema(t)
	const notInt, notID = "value: must be a 32-bit integer, found ", "value: must be a string or an integer, found "
	const notDate = `value: must be a string with a calendar day, such as "2023-01-11", found `
	for _, c := range []struct{ argument, text, asVariable, asLiteral string }{
		{"int", "5", "5", "5"}, {"int", "-2147483648", "-2147483648", "-2147483648"}, {"int", "null", "null", "null"},
		{"int", "2.0", "2", notInt + "2.0"}, {"int", "2e0", "2", notInt + "2e0"}, {"int", "1.5e1", "15", notInt + "1.5e1"},
		{"int", "2.5", notInt + "2.5", notInt + "2.5"}, {"int", "2147483648", notInt + "2147483648", notInt + "2147483648"},
		{"int", "1e999999", notInt + "1e999999", notInt + "1e999999"}, {"int", `"5"`, notInt + `"5"`, notInt + `"5"`},
		{"int", "true", notInt + "true", notInt + "true"}, {"int", "{}", notInt + "an object", notInt + "an object"}, {"int", "[5]", notInt + "a list", notInt + "a list"},
		{"need", "null", "value: must not be null", "value: must not be null"},
		{"float", "5", "5", "5"}, {"float", "2.50", "2.50", "2.50"}, {"float", "1e999", "value: must be a number, found 1e999", "value: must be a number, found 1e999"},
		{"float", `"2"`, `value: must be a number, found "2"`, `value: must be a number, found "2"`},
		{"string", `"a"`, `"a"`, `"a"`}, {"string", "5", "value: must be a string, found 5", "value: must be a string, found 5"},
		{"string", "true", "value: must be a string, found true", "value: must be a string, found true"}, {"string", "{}", "value: must be a string, found an object", "value: must be a string, found an object"},
		{"boolean", "true", "true", "true"}, {"boolean", "0", "value: must be true or false, found 0", "value: must be true or false, found 0"},
		{"boolean", `"true"`, `value: must be true or false, found "true"`, `value: must be true or false, found "true"`},
		{"id", `"a"`, `"a"`, `"a"`}, {"id", "5", `"5"`, `"5"`}, {"id", "123456789012345678901", `"123456789012345678901"`, `"123456789012345678901"`},
		{"id", "4.0", `"4"`, notID + "4.0"}, {"id", "4.5", notID + "4.5", notID + "4.5"}, {"id", "true", notID + "true", notID + "true"},
		{"date", `"2023-01-11"`, `"2023-01-11"`, `"2023-01-11"`}, {"date", "20230111", notDate + "20230111", notDate + "20230111"},
		{"date", `"2023-02-30"`, `value: "2023-02-30" is not in the calendar, which has the years 0001 to 9999`, `value: "2023-02-30" is not in the calendar, which has the years 0001 to 9999`},
		{"partial", `"2022-12"`, `"2022-12"`, `"2022-12"`}, {"partial", "2022", `value: must be a string with a date, such as "2022" or "2022-12-30", found 2022`, `value: must be a string with a date, such as "2022" or "2022-12-30", found 2022`},
		{"time", `"2023-01-13T08:00:00Z"`, `"2023-01-13T08:00:00Z"`, `"2023-01-13T08:00:00Z"`},
		{"time", `"now"`, `value: must be a string with a time, such as "2023-01-13T08:00:00Z", found "now"`, `value: must be a string with a time, such as "2023-01-13T08:00:00Z", found "now"`},
		{"decimal", `"172.1"`, `"172.1"`, `"172.1"`}, {"decimal", "1e9", `"1e9"`, `"1e9"`}, {"decimal", "1E+9", `"1E+9"`, `"1E+9"`}, {"decimal", "1234.0", `"1234.0"`, `"1234.0"`},
		{"decimal", "123456789012345.6789", `"123456789012345.6789"`, `"123456789012345.6789"`}, {"decimal", "true", `value: must be a decimal number, such as "172.1", found true`, `value: must be a decimal number, such as "172.1", found true`},
		{"url", `"https://example.org/a"`, `"https://example.org/a"`, `"https://example.org/a"`}, {"url", `"example"`, `value: must be a string with an http or https URL, found "example"`, `value: must be a string with an http or https URL, found "example"`},
		{"other", `"x"`, `"x"`, `"x"`}, {"other", "5", "value: must be a string, found 5", "value: must be a string, found 5"},
		{"level", `"CITY"`, `"CITY"`, `value: must be one of CITY, TOWN_HALL without quotes, found "CITY"`},
		{"level", `"city"`, `value: must be one of CITY, TOWN_HALL, found "city"; did you mean CITY?`, `value: must be one of CITY, TOWN_HALL, found "city"; did you mean CITY?`},
		{"level", "5", "value: must be one of CITY, TOWN_HALL, found 5", "value: must be one of CITY, TOWN_HALL, found 5"},
	} {
		if got := variable(t, schema, c.argument, c.text); got != c.asVariable {
			t.Errorf("variable %s %s is read as %s, want %s", c.argument, c.text, got, c.asVariable)
		}
		if got := literal(t, schema, c.argument, c.text, nil); got != c.asLiteral {
			t.Errorf("literal %s %s is read as %s, want %s", c.argument, c.text, got, c.asLiteral)
		}
	}
	for text, want := range map[string]string{"CITY": `"CITY"`, "city": "value: must be one of CITY, TOWN_HALL, found city; did you mean CITY?", `"""CITY"""`: `value: must be one of CITY, TOWN_HALL without quotes, found "CITY"`} {
		if got := literal(t, schema, "level", text, nil); got != want {
			t.Errorf("%s is read as %s, want %s", text, got, want)
		}
	}
	if got := literal(t, schema, "string", "CITY", nil); got != "value: must be a string, found CITY" {
		t.Errorf("an enum value for a string is read as %s", got)
	}
}

// TestLongValues checks that errors do not repeat all of a long value.
func TestLongValues(t *testing.T) {
	t.Parallel()
	got := variable(t, newSchema(t), "int", `"`+strings.Repeat("好", 5000)+`"`)
	if len(got) > 200 || !strings.HasSuffix(got, `…"`) {
		t.Errorf("the error is %.300s", got)
	}
}

// TestListsAndObjects reads lists and input objects, which JSON and the language write alike but for the quotes of names.
func TestListsAndObjects(t *testing.T) {
	t.Parallel()
	schema := newSchema(t)
	for _, c := range []struct{ argument, literal, want string }{
		{"list", "5", "[5]"}, {"list", "[]", "[]"}, {"list", "[1, null]", "[1,null]"}, {"list", "null", "null"},
		{"list", `[1, "b"]`, `value.1: must be a 32-bit integer, found "b"`}, {"list", "[[1]]", "value.0: must be a 32-bit integer, found a list"},
		{"matrix", "1", "[[1]]"}, {"matrix", "[[1], [2, 3]]", "[[1],[2,3]]"}, {"matrix", "[1, 2]", "[[1],[2]]"},
		{"strict", "[1, null]", "value.1: must not be null"}, {"strict", "null", "value: must not be null"}, {"strict", "1", "[1]"},
		{"filter", `{"need": "a"}`, `{"count":3,"level":"CITY","need":"a"}`},
		{"filter", `{"need": "a", "level": null, "count": 4}`, `{"count":4,"level":null,"need":"a"}`},
		{"filter", `{"need": "a", "count": null}`, "value.count: must not be null"},
		{"filter", `{"n": 1}`, "value.need: is required"}, {"filter", `{"need": null}`, "value.need: must not be null"},
		{"filter", `{"need": "a", "not": {"n": 1}}`, "value.not.need: is required"},
		{"filter", `{"need": "a", "list": 7}`, `{"count":3,"level":"CITY","list":[7],"need":"a"}`},
		{"filter", `{"need": "a", "list": [7, 7.5]}`, "value.list.1: must be a 32-bit integer, found 7.5"},
		{"filter", `{"need": "a", "lvel": 1}`, "value.lvel: Filter has no such field; did you mean level?"},
		{"filter", `{"need": "a", "__typename": "Filter"}`, "value.__typename: Filter has no such field"},
		{"filter", `"a"`, `value: must be an object of Filter, found "a"`}, {"filter", "[]", "value: must be an object of Filter, found a list"},
		{"ref", `{"slug": "a"}`, `{"slug":"a"}`}, {"ref", "{}", "value: must have exactly one field of Ref, found 0"},
		{"ref", `{"slug": "a", "id": "b"}`, "value: must have exactly one field of Ref, found 2"}, {"ref", `{"slug": null}`, "value.slug: must not be null"},
		{"ref", `{"slug": "a", "id": null}`, "value: must have exactly one field of Ref, found 2"},
		{"refs", `{"id": 5}`, `[{"id":"5"}]`}, {"refs", `[{"id": 5}, {}]`, "value.1: must have exactly one field of Ref, found 0"},
	} {
		if got := variable(t, schema, c.argument, c.literal); got != c.want {
			t.Errorf("variable %s %s is read as %s, want %s", c.argument, c.literal, got, c.want)
		}
		text := c.literal
		for _, name := range []string{"need", "level", "lvel", "count", "n", "not", "list", "slug", "id", "__typename"} {
			text = strings.ReplaceAll(text, `"`+name+`":`, name+":")
		}
		if got := literal(t, schema, c.argument, text, nil); got != c.want {
			t.Errorf("literal %s %s is read as %s, want %s", c.argument, text, got, c.want)
		}
	}
}

// TestVariablesInLiterals reads literals with variables in them, which are plain values or have none.
func TestVariablesInLiterals(t *testing.T) {
	t.Parallel()
	schema := newSchema(t)
	variables := map[string]any{"n": json.Number("7"), "null": nil, "text": "a"}
	for _, c := range []struct{ argument, literal, want string }{
		{"int", "$n", "7"}, {"int", "$absent", "absent"}, {"int", "$null", "null"}, {"need", "$null", "value: must not be null"},
		{"list", "[1, $n, $absent, $null]", "[1,7,null,null]"}, {"strict", "[1, $absent]", "value.1: must not be null"}, {"strict", "[$null]", "value.0: must not be null"},
		{"filter", "{need: $text, n: $absent, level: $absent, count: $absent}", `{"count":3,"level":"CITY","need":"a"}`},
		{"filter", "{need: $text, level: $null}", `{"count":3,"level":null,"need":"a"}`}, {"filter", "{need: $absent}", "value.need: is required"},
		{"filter", "{need: $null}", "value.need: must not be null"}, {"ref", "{slug: $text}", `{"slug":"a"}`}, {"ref", "{slug: $null}", "value.slug: must not be null"},
	} {
		if got := literal(t, schema, c.argument, c.literal, variables); got != c.want {
			t.Errorf("%s %s is read as %s, want %s", c.argument, c.literal, got, c.want)
		}
	}
}

// TestCheckFindsAll checks that all problems of a literal are found without the values of variables, each with its place.
func TestCheckFindsAll(t *testing.T) {
	t.Parallel()
	schema := newSchema(t)
	doc, err := parser.ParseQuery(&ast.Source{Input: `{ f(filter: {n: "a", list: [1, $v, b], not: {level: "CITY", x: 1}}, refs: [{slug: $v}, {id: null}, {}]) }`})
	if err != nil {
		t.Fatal(err)
	}
	field, _ := doc.Operations[0].SelectionSet[0].(*ast.Field)
	var got []string
	for _, argument := range field.Arguments {
		for _, problem := range input.NewReader(schema).Check(typeOf(t, schema, argument.Name), argument.Value) {
			got = append(got, problem.Sentence(argument.Name))
			if problem.Literal == nil || problem.Literal.Position == nil {
				t.Errorf("%s has no place", problem.Sentence(argument.Name))
			}
		}
	}
	want := []string{
		`filter.n: must be a 32-bit integer, found "a"`, "filter.list.2: must be a 32-bit integer, found b",
		`filter.not.level: must be one of CITY, TOWN_HALL without quotes, found "CITY"`, "filter.not.x: Filter has no such field",
		"filter.not.need: is required", "filter.need: is required", "refs.1.id: must not be null", "refs.2: must have exactly one field of Ref, found 0",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
