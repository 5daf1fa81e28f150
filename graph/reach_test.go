package graph_test

import (
	"encoding/json"
	"strings"
	"testing"

	"civicgraph/internal/kg"
)

// TestEndsMustExist checks that paths and neighborhood require existing entities, unlike fields that return one.
func TestEndsMustExist(t *testing.T) {
	t.Parallel()
	server := newDemoServer(t)
	nobody := kg.NewID(kg.KindOfficial, 1_000_000).Global()
	for query, count := range map[string]int{
		`query ($nobody: ID!) { paths(from: $nobody, to: $nobody) { length } }`: 2,
		`query ($nobody: ID!) { neighborhood(of: $nobody) { truncated } }`:      1,
	} {
		got := server.answer(t, query, map[string]any{"nobody": nobody})
		if len(got.Errors) != count {
			t.Errorf("%s has the errors %+v", query, got.Errors)
		}
		for _, e := range got.Errors {
			if e.Extensions["code"] != "BAD_ARGUMENT" || !strings.Contains(e.Message, "no entity") {
				t.Errorf("%s has the error %+v", query, e)
			}
		}
	}
}

// shared is a project linked twice to one district and once to another, whose sum with another exceeds 64 bits.
const shared = `{"source":{"slug":"s","title":"T"}}
{"district":{"slug":"a","level":"CITY","names":[{"text":"A","language":"en"}],"citations":[{"source":"s"}]}}
{"district":{"slug":"b","level":"CITY","names":[{"text":"B","language":"en"}],"citations":[{"source":"s"}]}}
{"project":{"slug":"p","status":"PLANNED","names":[{"text":"P","language":"en"}],"sectors":["chips","steel","chips"],"startedOn":"2020-03","investment":{"amount":"900000000000000.5","currency":"CNY"},"citations":[{"source":"s"}]}}
{"project":{"slug":"q","status":"OPERATING","projectCount":3,"names":[{"text":"Q","language":"en"}],"investment":{"amount":"900000000000000.25","currency":"CNY"},"citations":[{"source":"s"}]}}
{"project":{"slug":"r","status":"OPERATING","names":[{"text":"R","language":"en"}],"investment":{"amount":"5","currency":"EUR"},"citations":[{"source":"s"}]}}
{"project":{"slug":"u","status":"OPERATING","names":[{"text":"U","language":"en"}],"citations":[{"source":"s"}]}}
{"link":{"kind":"LOCATED_IN","from":{"project":"p"},"to":{"district":"a"},"period":{"from":"2020"},"citations":[{"source":"s"}]}}
{"link":{"kind":"LOCATED_IN","from":{"project":"p"},"to":{"district":"a"},"period":{"from":"2021"},"citations":[{"source":"s"}]}}
{"link":{"kind":"LOCATED_IN","from":{"project":"p"},"to":{"district":"b"},"period":{"from":"2021","until":"2022"},"citations":[{"source":"s"}]}}`

func TestProjectTotals(t *testing.T) {
	t.Parallel()
	server := newTestServer(t, linesOf(shared))
	for query, want := range map[string]string{
		`{ t: projectTotals(groupBy: []) { records projectCount investmentUnknown investment { currency amount } } }`: `[{"records":4,"projectCount":6,"investmentUnknown":1,` +
			`"investment":[{"currency":"CNY","amount":"1800000000000000.75"},{"currency":"EUR","amount":"5"}]}]`,
		`{ t: projectTotals(groupBy: DISTRICT) { district { slug } records } }`: `[{"district":{"slug":"a"},"records":1},` +
			`{"district":{"slug":"b"},"records":1},{"district":null,"records":3}]`,
		`{ t: projectTotals(groupBy: DISTRICT, asOf: "2023-01-01") { district { slug } records } }`: `[{"district":{"slug":"a"},"records":1},{"district":null,"records":3}]`,
		`{ t: projectTotals(groupBy: [SECTOR, STATUS, SECTOR]) { sector status startYear records } }`: `[{"sector":"chips","status":"PLANNED","startYear":null,"records":1},` +
			`{"sector":"steel","status":"PLANNED","startYear":null,"records":1},{"sector":null,"status":"OPERATING","startYear":null,"records":3}]`,
		`{ t: projectTotals(groupBy: START_YEAR) { startYear records } }`: `[{"startYear":2020,"records":1},{"startYear":null,"records":3}]`,
	} {
		var data struct{ T json.RawMessage }
		if server.read(t, query, nil, &data); string(data.T) != want {
			t.Errorf("%s answers\n%s, want\n%s", query, data.T, want)
		}
	}
	empty := newTestServer(t, linesOf(shared)[:2])
	var data struct{ T json.RawMessage }
	if empty.read(t, `{ t: projectTotals(groupBy: []) { records investment { amount } } }`, nil, &data); string(data.T) != `[{"records":0,"investment":[]}]` {
		t.Errorf("without projects there are %s", data.T)
	}
}
