package graph_test

import (
	"strings"
	"testing"
)

// TestReferences names entities in every form that is accepted, the older ones too: all of them mean the same.
func TestReferences(t *testing.T) {
	t.Parallel()
	server := newTestServer(t, linesOf(`{"source":{"slug":"s","title":"S"}}
{"district":{"slug":"hill","formerSlugs":["mount"],"names":[{"text":"Hill","language":"en"}],"level":"DISTRICT","citations":[{"source":"s"}]}}
{"railLine":{"slug":"hill-line","names":[{"text":"Hill Line","language":"en"}],"status":"OPERATING","citations":[{"source":"s"}]}}
{"link":{"kind":"SERVES","from":"railLine/hill-line","to":{"district":"mount"},"citations":[{"source":"s"}]}}`))
	var ids struct{ District, RailLine struct{ ID string } }
	server.read(t, `{ district(slug: "hill") { id } railLine(slug: "hill-line") { id } }`, nil, &ids)
	hill, line := ids.District.ID, ids.RailLine.ID
	for name, c := range map[string]struct {
		query     string
		variables map[string]any
	}{
		"slugs":              {`{ paths(from: {district: "hill"}, to: {railLine: "hill-line"}) { length } }`, nil},
		"a former slug":      {`{ paths(from: {district: "mount"}, to: {railLine: "hill-line"}) { length } }`, nil},
		"ids":                {`{ paths(from: {id: "` + hill + `"}, to: {id: "` + line + `"}) { length } }`, nil},
		"variables of slugs": {`query ($a: String!, $b: String!) { paths(from: {district: $a}, to: {railLine: $b}) { length } }`, map[string]any{"a": "hill", "b": "hill-line"}},
		"variables": {
			`query ($a: EntityRef!, $b: EntityRef!) { paths(from: $a, to: $b) { length } }`,
			map[string]any{"a": map[string]any{"district": "hill"}, "b": map[string]any{"id": line}},
		},
		"a default":                 {`query ($a: EntityRef = {district: "hill"}, $b: EntityRef! = {railLine: "hill-line"}) { paths(from: $a, to: $b) { length } }`, nil},
		"strings":                   {`{ paths(from: "` + hill + `", to: """` + line + `""") { length } }`, nil},
		"variables of ids":          {`query ($a: ID!, $b: ID!) { paths(from: $a, to: $b) { length } }`, map[string]any{"a": hill, "b": line}},
		"an id with a default":      {`query ($a: ID = "` + hill + `", $b: ID!) { paths(from: $a, to: $b) { length } }`, map[string]any{"b": line}},
		"in fragments":              {`query ($a: ID!, $b: EntityRef!) { ... on Query { ...all } } fragment all on Query { ... { paths(from: $a, to: $b) { length } } }`, map[string]any{"a": hill, "b": map[string]any{"railLine": "hill-line"}}},
		"an id for two operations":  {`query A($a: ID!) { ...all } query B($a: ID!) { __typename ...all } fragment all on Query { paths(from: $a, to: {railLine: "hill-line"}) { length } }`, map[string]any{"a": hill}},
		"a variable in both places": {`query ($a: ID!) { node(id: $a) { id } paths(from: $a, to: {railLine: "hill-line"}) { length } }`, map[string]any{"a": hill}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			body := map[string]any{"query": c.query, "variables": c.variables}
			if strings.Contains(c.query, "query A") {
				body["operationName"] = "A"
			}
			if got := string(server.send(t, body)); !strings.Contains(got, `"paths":[{"length":1}]`) || strings.Contains(got, "errors") {
				t.Errorf("it answers %s", got)
			}
		})
	}
}

// TestWrongReferences names entities that do not exist, or in no form at all.
func TestWrongReferences(t *testing.T) {
	t.Parallel()
	server := newDemoServer(t)
	baodi := map[string]any{"district": "baodi"}
	for name, c := range map[string]struct {
		query     string
		variables map[string]any
		want      string
	}{
		"an unknown slug":     {`{ near: neighborhood(of: {district: "atlantis"}) { truncated } }`, nil, `of.district: no district has the slug "atlantis"`},
		"of another kind":     {`{ near: neighborhood(of: {park: "baodi"}) { truncated } }`, nil, `of.park: no park has the slug "baodi"`},
		"no slug at all":      {`{ near: neighborhood(of: {district: "Baodi District"}) { truncated } }`, nil, `of.district: "Baodi District" `},
		"an unknown kind":     {`{ near: neighborhood(of: {village: "baodi"}) { truncated } }`, nil, `village`},
		"a kind, misspelt":    {`{ near: neighborhood(of: {distrit: "baodi"}) { truncated } }`, nil, `did you mean district?`},
		"none":                {`{ near: neighborhood(of: {}) { truncated } }`, nil, `exactly one field`},
		"two":                 {`{ near: neighborhood(of: {district: "baodi", park: "p"}) { truncated } }`, nil, `exactly one field`},
		"null":                {`{ near: neighborhood(of: {district: null}) { truncated } }`, nil, `district: must not be null`},
		"a nullable variable": {`query ($d: String) { near: neighborhood(of: {district: $d}) { truncated } }`, map[string]any{"d": "baodi"}, `must be non-nullable`},
		"none in a variable":  {`query ($d: EntityRef!) { near: neighborhood(of: $d) { truncated } }`, map[string]any{"d": map[string]any{}}, `exactly one field`},
		"two in a variable":   {`query ($d: EntityRef!) { near: neighborhood(of: $d) { truncated } }`, map[string]any{"d": map[string]any{"district": "baodi", "park": nil}}, `exactly one field`},
		"null in a variable":  {`query ($d: EntityRef!) { near: neighborhood(of: $d) { truncated } }`, map[string]any{"d": map[string]any{"district": nil}}, `district: must not be null`},
		"a string variable":   {`query ($d: EntityRef!) { near: neighborhood(of: $d) { truncated } }`, map[string]any{"d": "gQHm"}, `must be an object`},
		"an id of a link":     {`query ($d: ID!) { near: neighborhood(of: $d) { truncated } }`, map[string]any{"d": "nonsense"}, `nonsense`},
		"a number":            {`{ near: neighborhood(of: 5) { truncated } }`, nil, `"5" is not`},
		"a list":              {`{ near: neighborhood(of: ["gQHm"]) { truncated } }`, nil, `EntityRef`},
		"a string, not an id": {`query ($d: String!) { near: neighborhood(of: $d) { truncated } }`, map[string]any{"d": "gQHm"}, `of type "String!" used in position expecting type "EntityRef!"`},
		"another type":        {`query ($d: Int!) { near: neighborhood(of: $d) { truncated } }`, map[string]any{"d": 5}, `EntityRef`},
		"two declarations":    {`query A($d: ID!) { ...f } query B($d: EntityRef!) { ...f } fragment f on Query { near: neighborhood(of: $d) { truncated } }`, map[string]any{"d": baodi}, `of type "ID!" used in position expecting type "EntityRef!"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := server.answer(t, c.query, c.variables)
			if len(r.Errors) != 1 || !strings.Contains(r.Errors[0].Message, c.want) {
				t.Errorf("it answers %+v, want %s", r.Errors, c.want)
			}
			if strings.HasPrefix(c.want, "of.") && (r.Errors[0].Extensions["code"] != "BAD_ARGUMENT" || len(r.Errors[0].Path) != 1 || r.Errors[0].Path[0] != "near") {
				t.Errorf("its code and path are %v, %v", r.Errors[0].Extensions, r.Errors[0].Path)
			}
		})
	}
}
