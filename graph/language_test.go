package graph_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// located returns an error as line:column and message.
func located(err responseError) string {
	if len(err.Locations) == 0 {
		return "nowhere " + err.Message
	}
	return fmt.Sprintf("%d:%d %s", err.Locations[0].Line, err.Locations[0].Column, err.Message)
}

// refusedAs checks the first error of documents: where it is, and how its message begins.
func refusedAs(t *testing.T, documents map[string]string) {
	t.Helper()
	server := newDemoServer(t)
	for document, want := range documents {
		got := server.answer(t, document, nil)
		if len(got.Errors) == 0 || got.Data != nil || !strings.HasPrefix(located(got.Errors[0]), want) {
			t.Errorf("%q is answered with %s %v, want %s", document, got.Data, got.Errors, want)
		}
	}
}

// TestLexicalErrors checks that errors of characters say which one is wrong, where, and what is meant.
func TestLexicalErrors(t *testing.T) {
	t.Parallel()
	refusedAs(t, map[string]string{
		"{ park(slug: 'a') { slug } }":         `1:14 Unexpected character "'" (single quote); did you mean a double quote (")?`,
		"{ park(slug: “a”) { slug } }":         `1:14 Unexpected character "“" (U+201C); strings are in straight double quotes (")`,
		"{ park(slug: „a“) { slug } }":         `1:14 Unexpected character "„" (U+201E); strings are in straight double quotes (")`,
		"{ park(slug: `a`) { slug } }":         "1:14 Unexpected character \"`\"; strings are in straight double quotes (\")",
		"{ park（slug: \"a\") { slug } }":       `1:7 Unexpected character "（" (U+FF08); did you mean "("?`,
		"{\u00a0parks { totalCount } }":        "1:2 Unexpected character U+00A0; use a plain space",
		"{ parks { totalCount }; __typename }": `1:23 Unexpected character ";"; nothing or a comma`,
		"{ parks { totalCount }； x }":          `1:23 Unexpected character "；" (U+FF1B); nothing or a comma`,
		"{ parks（first: 1) { totalCount } ～ }": `1:8 Unexpected character "（" (U+FF08); did you mean "("?`,
		"{ ～ }":                                     "1:3 Unexpected character \"～\" (U+FF5E)",
		"{ 天津 }":                                    `1:3 Unexpected character "天" (U+5929)`,
		"{ .. on Query { __typename } }":            `1:3 Unexpected character "."; did you mean "..."?`,
		"{ pa\u0000rks { totalCount } }":            "1:5 Unexpected character U+0000",
		"# \u0007\n{ __typename }":                  "1:3 Unexpected character U+0007",
		"{ park(slug: \"a) { slug } }":              `1:28 Unterminated string; the one that begins at line 1, column 14 has no closing "`,
		"{ park(slug: \"a\nb\") { slug } }":         `1:16 Unterminated string; the one that begins at line 1, column 14`,
		"{ park(slug: \"\"\"a\n\nb) { x }":          `3:9 Unterminated string; the one that begins at line 1, column 14 has no closing """`,
		"{ park(slug: \"a\u0001\") { slug } }":      "1:16 Invalid character U+0001 in a string",
		"{ park(slug: \"\"\"a\u0001\"\"\") { x } }": "1:18 Invalid character U+0001 in a block string, which has no escape sequences",
		`{ park(slug: "a\q") { slug } }`:            `1:16 Invalid escape sequence \q in a string`,
		`{ park(slug: "a\x41") { slug } }`:          `1:16 Invalid escape sequence \x in a string`,
		`{ park(slug: "a\u12") { slug } }`:          `1:16 Invalid escape sequence \u12 in a string`,
		`{ park(slug: "a\u{110000}") { x } }`:       `1:16 Invalid escape sequence \u{110000} in a string`,
		`{ park(slug: "a\\ud83d\ud83d") { x }`:      `1:23 Invalid escape sequence \ud83d in a string; it is half of a surrogate pair`,
		`{ park(slug: "\ude00") { slug } }`:         `1:15 Invalid escape sequence \ude00 in a string; it is half of a surrogate pair`,
		"{ parks(first: 01) { totalCount } }":       `1:17 Invalid number, "1" after the leading 0`,
		"{ parks(first: -) { totalCount } }":        `1:17 Invalid number, expected a digit, found ")"`,
		"{ parks(first: 1.) { totalCount } }":       `1:18 Invalid number, expected a digit, found ")"`,
		"{ parks(first: 1e) { totalCount } }":       `1:18 Invalid number, expected a digit, found ")"`,
		"{ parks(first: 1.\u00e9) { x } }":          `1:18 Invalid number, expected a digit, found "é" (U+00E9)`,
		"{ parks(first: .5) { totalCount } }":       `1:16 Unexpected character "."; write a digit before the point, as in 0.5`,
		"{ parks(first: 0x1F) { x } }":              `1:17 A number must not be followed by "x"`,
		"{ parks(first: 12px) { x } }":              `1:18 A number must not be followed by "p"`,
		"{ parks(first: 1":                          "1:17 Expected Name, found the end of the document",
		"{ parks(first:":                            "1:15 Unexpected end of the document",
	})
}

// TestParseErrorsComeFirst checks that an error of the grammar before one of the characters is told.
func TestParseErrorsComeFirst(t *testing.T) {
	t.Parallel()
	refusedAs(t, map[string]string{
		"{ parks( } “":                        "1:10 Expected Name, found }",
		"{ \"a\" } '":                         "1:3 Expected Name, found String",
		"{ parks { \"\"\"\na\n\"\"\" } }":     "1:11 Expected Name, found BlockString",
		"{ parks(where: \"\"\"a\n\"\"\" 5) }": "2:5 Expected Name, found Int",
		"{ a(b: " + strings.Repeat("[", 1100): "nowhere fields or values are nested too deeply; request fewer levels (limit max-depth: 30)",
	})
}

// TestLocations checks lines and columns, in characters, behind everything that ends lines or is wider than it looks.
func TestLocations(t *testing.T) {
	t.Parallel()
	const unknown = ` Cannot query field "nope"`
	refusedAs(t, map[string]string{
		"{\n  nope }":              "2:3" + unknown,
		"{\r\n  nope }":            "2:3" + unknown,
		"{\r  nope }":              "2:3" + unknown,
		"{\r\n\n\r\r\n  nope }":    "5:3" + unknown,
		"# c\r\n{ nope }":          "2:3" + unknown,
		"# 天津 😀\r{ nope }":         "2:3" + unknown,
		"\ufeff{ nope }":           "1:3" + unknown,
		"\ufeff\r\n{ nope }":       "2:3" + unknown,
		"{ # c\r\n# d\r\n  nope }": "3:3" + unknown,
		"{ a: park(slug: \"天津😀\") { slug } nope }":                        "1:33" + unknown,
		"{ a: park(slug: \"\"\"\r\nb\r\n\"\"\") { slug } nope }":          "3:15" + unknown,
		"{ a: park(slug: \"\"\"b\rc\"\"\") { nope } }":                    "2:9" + unknown,
		"{\r\n  parks(first: \"1\") { totalCount } }":                     `2:16 argument first: must be a 32-bit integer, found "1"`,
		"{\r\n  parks(first:\r\n\"\"\"\r\n1\r\n\"\"\") { totalCount } }":  `3:1 argument first: must be a 32-bit integer, found "1"`,
		"query (\r\n$n: Int = \"1\") { parks(first: $n) { totalCount } }": `2:11 default of variable $n: must be a 32-bit integer, found "1"`,
	})
	server := newDemoServer(t)
	got := server.answer(t, "# 天津\r\n{\r\n  parks(first: 500) { nodes {\r\n links(first: -1) { totalCount } } } }", nil)
	if len(got.Errors) != 2 || !strings.HasPrefix(located(got.Errors[0]), "3:3 first") || !strings.HasPrefix(located(got.Errors[1]), "4:2 first") {
		t.Errorf("errors of fields are at %v", got.Errors)
	}
	got = server.answer(t, "query (\r\n  $n: Int) { parks(first: $n) { totalCount } }", map[string]any{"n": "1"})
	if len(got.Errors) != 1 || !strings.HasPrefix(located(got.Errors[0]), "2:3 variable $n") {
		t.Errorf("errors of variables are at %v", got.Errors)
	}
}

// TestFieldErrors checks that each error of a field has a place in the document and a path in the answer, through lists too.
func TestFieldErrors(t *testing.T) {
	t.Parallel()
	server := newDemoServer(t)
	var page struct {
		Districts struct {
			Nodes []struct {
				ID    string
				Links struct{ PageInfo struct{ EndCursor string } }
			}
		}
		Officials struct{ Nodes []struct{ ID string } }
	}
	server.read(t, "{ officials(first: 1) { nodes { id } } districts(first: 2) { nodes { id links(first: 1) { pageInfo { endCursor } } } } }", nil, &page)
	ofFirst, ofSecond := page.Districts.Nodes[0].Links.PageInfo.EndCursor, page.Districts.Nodes[1].Links.PageInfo.EndCursor
	official, first, second := page.Officials.Nodes[0].ID, page.Districts.Nodes[0].ID, page.Districts.Nodes[1].ID
	for query, want := range map[string]string{
		`{ d: districts { nodes { l: links(first: 101) { totalCount } } } }`:                                                                             `["d","nodes",0,"l"] BAD_PAGE 1:26`,
		`{ districts { edges { node { officials { nodes { links(after: "x") { totalCount } } } } } } }`:                                                  `["districts","edges",0,"node","officials","nodes",0,"links"] BAD_CURSOR 1:50`,
		`{ districts(first: 2) { nodes { links(after: "` + ofFirst + `", first: 1) { totalCount } } } }`:                                                 `["districts","nodes",1,"links"] BAD_CURSOR 1:33`,
		`{ districts(first: 2) { nodes { links(after: "` + ofSecond + `", first: 1) { totalCount } } } }`:                                                `["districts","nodes",0,"links"] BAD_CURSOR 1:33`,
		`{ districts(orderBy: [` + strings.Repeat("{ field: SLUG } ", 9) + `]) { totalCount } }`:                                                         `["districts"] BAD_ARGUMENT 1:3`,
		`{ nodes(ids: ["` + official + `", "` + first + `"]) { ... on District { links(first: 101) { totalCount } } } }`:                                 `["nodes",1,"links"] BAD_PAGE 1:52`,
		`{ nodes(ids: ["` + official + `", "` + first + `", "` + second + `"]) { ... on District { links(after: "` + ofFirst + `") { totalCount } } } }`: `["nodes",2,"links"] BAD_CURSOR 1:60`,
		`{ node(id: "zzzz") { id } }`:                                     `["node"] BAD_ID 1:3`,
		`{ nodes(ids: [` + strings.Repeat(`"wgrO" `, 101) + `]) { id } }`: `["nodes"] BAD_ARGUMENT 1:3`,
	} {
		got := server.answer(t, query, nil)
		if len(got.Errors) != 1 {
			t.Errorf("%.200s has the errors %v", query, got.Errors)
			continue
		}
		path, err := json.Marshal(got.Errors[0].Path)
		if err != nil {
			t.Fatal(err)
		}
		at, _, _ := strings.Cut(located(got.Errors[0]), " ")
		if found := fmt.Sprintf("%s %s %s", path, got.Errors[0].Extensions["code"], at); found != want {
			t.Errorf("%.200s\nhas the error %s, want %s", query, found, want)
		}
	}
}

// TestWrongIDs checks that each malformed id leaves null in its place, and that a null id is one error.
func TestWrongIDs(t *testing.T) {
	t.Parallel()
	server := newDemoServer(t)
	got := server.answer(t, `query ($ids: [ID!]!) { a: nodes(ids: $ids) { __typename } overview { figures } }`, map[string]any{"ids": []any{"zzzz", "wgrO", "", 5}})
	if !strings.HasPrefix(string(got.Data), `{"a":[null,{"__typename":"District"},null,null],"overview":{`) || len(got.Errors) != 3 {
		t.Errorf("it answers %s %v", got.Data, got.Errors)
	}
	for i, at := range []string{`["a",0]`, `["a",2]`, `["a",3]`} {
		if path, err := json.Marshal(got.Errors[i].Path); err != nil || string(path) != at || got.Errors[i].Extensions["code"] != "BAD_ID" {
			t.Errorf("error %d is %v at %s", i, got.Errors[i], path)
		}
	}
	for _, query := range []string{
		`query ($n: ID = "a") { node(id: $n) { id } }`,
		`query ($n: Int = 3) { neighborhood(of: "wgrO", depth: $n) { truncated } }`,
	} {
		if got := server.answer(t, query, map[string]any{"n": nil}); len(got.Errors) != 1 || got.Errors[0].Extensions["code"] != "BAD_ARGUMENT" {
			t.Errorf("%s with null answers %s %v", query, got.Data, got.Errors)
		}
	}
}

// TestEmptyCursors checks that empty cursors are ignored. Clients that store the cursor as a string start with an empty one.
func TestEmptyCursors(t *testing.T) {
	t.Parallel()
	server := newDemoServer(t)
	for _, arguments := range []string{"first: 3", "last: 3"} {
		want := server.answer(t, "{ districts("+arguments+") { nodes { slug } pageInfo { endCursor } } }", nil)
		for _, cursors := range []string{`after: ""`, `before: ""`, `after: "", before: ""`} {
			got := server.answer(t, "{ districts("+arguments+", "+cursors+") { nodes { slug } pageInfo { endCursor } } }", nil)
			if string(got.Data) != string(want.Data) || len(got.Errors) > 0 {
				t.Errorf("%s, %s answers %s %v, want %s", arguments, cursors, got.Data, got.Errors, want.Data)
			}
		}
	}
}

// TestNumbersAreReadAlike reads decimals and integers in every form in which a request can have them.
func TestNumbersAreReadAlike(t *testing.T) {
	t.Parallel()
	server := newDemoServer(t)
	count := func(query, number string) string {
		body, err := json.Marshal(query)
		if err != nil {
			t.Fatal(err)
		}
		request := `{"query":` + string(body) + `,"variables":{"x":` + number + `,"f":{"gte":` + number + `},"w":{"investment":{"in":[` + number + `]}}}}`
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/graphql", strings.NewReader(request))
		r.Header.Set("Content-Type", asJSON)
		w := httptest.NewRecorder()
		server.ServeHTTP(w, r)
		return w.Body.String()
	}
	for _, number := range []string{"172100000000", "172100000000.0", "1.721e11", "1721E+8", "17210000000000e-2", `"172100000000"`, `"1.721e11"`, `"172100000000.0000"`} {
		for _, query := range []string{
			"{ projects(where: { investment: { eq: " + number + " } }) { totalCount } }",
			"{ projects(where: { investment: { in: " + number + " } }) { totalCount } }",
			"query ($y: Decimal = " + number + ") { projects(where: { investment: { eq: $y } }) { totalCount } }",
			"query ($y: DecimalFilter = { eq: " + number + " }) { projects(where: { investment: $y }) { totalCount } }",
			"query ($x: Decimal!) { projects(where: { investment: { eq: $x } }) { totalCount } }",
			"query ($x: Decimal!) { projects(where: { investment: { gte: $x, lte: $x } }) { totalCount } }",
			"query ($w: ProjectFilter) { projects(where: $w) { totalCount } }",
		} {
			if got := count(query, number); got != `{"data":{"projects":{"totalCount":1}}}` {
				t.Errorf("%s with %s answers %s", query, number, got)
			}
		}
	}
	for _, number := range []string{"172100000000.00001", "1e-5", `"0.00001"`, "1e15", `"922337203685478"`, `"1e"`, `""`} {
		messages := map[string]bool{}
		for _, query := range []string{
			"{ projects(where: { investment: { gte: " + number + " } }) { totalCount } }",
			"query ($y: Decimal = " + number + ") { projects(where: { investment: { gte: $y } }) { totalCount } }",
			"query ($y: DecimalFilter = { gte: " + number + " }) { projects(where: { investment: $y }) { totalCount } }",
			"query ($x: Decimal!) { projects(where: { investment: { gte: $x } }) { totalCount } }",
			"query ($f: DecimalFilter) { projects(where: { investment: $f }) { totalCount } }",
		} {
			got := count(query, number)
			_, message, _ := strings.Cut(got, ": ")
			message, _, _ = strings.Cut(message, `","locations"`)
			messages[message] = true
			if strings.Contains(got, `"data"`) || message == "" {
				t.Errorf("%s with %s answers %s", query, number, got)
			}
		}
		if len(messages) != 1 {
			t.Errorf("%s is refused as %v", number, messages)
		}
	}
	for _, number := range []string{"2", "2.0", "2e0", "0.2e1", "20E-1"} {
		if got := count("query ($x: Int!) { districts(first: $x) { nodes { slug } } }", number); !strings.HasPrefix(got, `{"data":{"districts":{"nodes":[{"slug":"baodi"},{"slug":"beijing"}]}}}`) {
			t.Errorf("with %s it answers %s", number, got)
		}
	}
}

// TestLiteralsHaveOneLocation checks that a value in a fragment is refused once, however often the fragment is spread.
func TestLiteralsHaveOneLocation(t *testing.T) {
	t.Parallel()
	server := newDemoServer(t)
	for query, want := range map[string]int{
		`query A { ...F a: districts { nodes { ...G } } } fragment F on Query { districts(first: "x") { nodes { ...G } } } fragment G on District { links(first: "y") { totalCount } }`: 2,
		`{ ...F ...F } fragment F on Query { districts(where: { ` + strings.Repeat("a", 1100) + `: 1 }) { totalCount } }`:                                                               1, // its message is cut
	} {
		if got := server.answer(t, query, nil); len(got.Errors) != want || got.Data != nil {
			t.Errorf("%.80s has the errors %v, want %d", query, got.Errors, want)
		}
	}
}
