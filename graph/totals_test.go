package graph_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"civicgraph/graph"
)

// council is a graph whose totals can be counted by hand.
const council = `{"source":{"slug":"gazette","title":"Gazette","publisher":"City Press","authors":["Li","Wang","Li"],"publishedOn":"2021-05","language":"en"}}
{"source":{"slug":"yearbook","title":"Yearbook","publisher":"City Press","authors":["Wang"],"publishedOn":"2022"}}
{"district":{"slug":"city","level":"CITY","population":2000000000,"names":[{"text":"City","language":"en"}],"citations":[{"source":"gazette"}]}}
{"district":{"slug":"east","level":"DISTRICT","population":2000000001,"names":[{"text":"East","language":"en"}],"citations":[{"source":"gazette"}]}}
{"district":{"slug":"west","level":"DISTRICT","population":2000000000,"names":[{"text":"West","language":"en"}],"citations":[{"source":"gazette"}]}}
{"district":{"slug":"old","level":"DISTRICT","names":[{"text":"Old","language":"en"}],"citations":[{"source":"gazette"}]}}
{"organization":{"slug":"congress","type":"LEGISLATURE","names":[{"text":"Congress","language":"en"}],"citations":[{"source":"gazette"}]}}
{"official":{"slug":"li","bornOn":"1960-02","names":[{"text":"Li","language":"en"}],"citations":[{"source":"gazette"},{"source":"yearbook"}]}}
{"official":{"slug":"ma","bornOn":"1960","names":[{"text":"Ma","language":"en"}],"citations":[{"source":"gazette"},{"source":"gazette","locator":"p. 2"}]}}
{"official":{"slug":"wu","names":[{"text":"Wu","language":"en"}],"citations":[{"source":"gazette"}]}}
{"park":{"slug":"north","areaHectares":"0.0001","names":[{"text":"North","language":"en"}],"citations":[{"source":"gazette"}]}}
{"park":{"slug":"south","areaHectares":"0.0002","names":[{"text":"South","language":"en"}],"citations":[{"source":"gazette"}]}}
{"railLine":{"slug":"line","status":"OPERATING","openedOn":"2001","lengthKm":"12.5","maxSpeedKmh":80,"names":[{"text":"Line","language":"en"}],"citations":[{"source":"gazette"}]}}
{"station":{"slug":"gate","names":[{"text":"Gate","language":"en"}],"citations":[{"source":"gazette"}]}}
{"link":{"kind":"PART_OF","from":{"district":"east"},"to":{"district":"city"},"period":{"from":"2000"},"citations":[{"source":"gazette"}]}}
{"link":{"kind":"PART_OF","from":{"district":"west"},"to":{"district":"east"},"citations":[{"source":"gazette"}]}}
{"link":{"kind":"HOLDS_POST_IN","from":{"official":"li"},"to":{"district":"city"},"role":"Mayor","period":{"from":"2010","until":"2015"},"citations":[{"source":"gazette"}]}}
{"link":{"kind":"HOLDS_POST_IN","from":{"official":"li"},"to":{"district":"city"},"role":"Mayor","period":{"from":"2015-06","until":"2020"},"citations":[{"source":"gazette"}]}}
{"link":{"kind":"HOLDS_POST_IN","from":{"official":"li"},"to":{"organization":"congress"},"role":"Deputy","citations":[{"source":"gazette"}]}}
{"link":{"kind":"HOLDS_POST_IN","from":{"official":"ma"},"to":{"district":"east"},"role":"Mayor","period":{"from":"2010-03"},"citations":[{"source":"yearbook"}]}}
{"link":{"kind":"LOCATED_IN","from":{"park":"north"},"to":{"district":"east"},"citations":[{"source":"gazette"}]}}
{"link":{"kind":"LOCATED_IN","from":{"station":"gate"},"to":{"district":"west"},"citations":[{"source":"gazette"}]}}
{"link":{"kind":"SERVES","from":{"railLine":"line"},"to":{"station":"gate"},"order":1,"citations":[{"source":"gazette"}]}}
{"figure":{"measure":"output","label":"Output","value":"900000000000000.5","unit":"CNY","period":{"from":"2021","until":"2021"},"subjects":[{"district":"east"}],"citations":[{"source":"gazette"}]}}
{"figure":{"measure":"output","label":"Output","value":"900000000000000.25","unit":"CNY","period":{"from":"2022"},"subjects":[{"district":"east"},{"district":"west"}],"statedBy":"li","citations":[{"source":"gazette"}]}}
{"figure":{"measure":"output","label":"Output","value":"7","unit":"USD","period":{"until":"2022-03"},"qualifier":"ABOUT","subjects":[{"district":"east"}],"citations":[{"source":"gazette"}]}}
{"figure":{"measure":"output","label":"Output","value":"-5","unit":"CNY","type":"TARGET","period":{"attestedOn":"2022-03-04"},"subjects":[{"district":"city"}],"citations":[{"source":"yearbook"}]}}
{"statement":{"speaker":"li","saidOn":"2022-01-05","summary":"We build.","topics":["rail","housing","rail"],"about":[{"district":"city"}],"citations":[{"source":"gazette"}]}}
{"statement":{"speaker":"li","saidOn":"2022","summary":"We plan.","topics":["rail"],"about":[{"district":"city"},{"district":"east"}],"citations":[{"source":"gazette"}]}}
{"statement":{"summary":"We agree.","about":[{"district":"old"}],"citations":[{"source":"gazette"}]}}`

func TestTotals(t *testing.T) {
	t.Parallel()
	server := newTestServer(t, linesOf(council))
	for name, cases := range map[string][][2]string{
		"links": {
			{
				`linkTotals(where: {kind: {eq: HOLDS_POST_IN}}, groupBy: [ROLE, START_YEAR]) { role startYear records }`,
				`[{"role":"Deputy","startYear":null,"records":1},{"role":"Mayor","startYear":2010,"records":2},{"role":"Mayor","startYear":2015,"records":1}]`,
			},
			{
				`linkTotals(groupBy: [KIND, FROM_KIND, TO_KIND], orderBy: {field: RECORDS, direction: DESC}, limit: 2) { kind fromKind toKind records }`,
				`[{"kind":"HOLDS_POST_IN","fromKind":"OFFICIAL","toKind":"DISTRICT","records":3},{"kind":"PART_OF","fromKind":"DISTRICT","toKind":"DISTRICT","records":2}]`,
			},
			{
				`linkTotals(where: {kind: {eq: HOLDS_POST_IN}}, groupBy: [FROM, TO], asOf: "2012-01-01") { from { slug } to { __typename slug } records startRange { known earliest latest } endRange { known latest } }`,
				`[{"from":{"slug":"li"},"to":{"__typename":"District","slug":"city"},"records":1,"startRange":{"known":1,"earliest":"2010","latest":"2010"},"endRange":{"known":1,"latest":"2015"}},` +
					`{"from":{"slug":"li"},"to":{"__typename":"Organization","slug":"congress"},"records":1,"startRange":{"known":0,"earliest":null,"latest":null},"endRange":{"known":0,"latest":null}},` +
					`{"from":{"slug":"ma"},"to":{"__typename":"District","slug":"east"},"records":1,"startRange":{"known":1,"earliest":"2010-03","latest":"2010-03"},"endRange":{"known":0,"latest":null}}]`,
			},
			{`linkTotals(groupBy: [END_YEAR], where: {period: {until: {isNull: false}}}) { endYear records }`, `[{"endYear":2015,"records":1},{"endYear":2020,"records":1}]`},
		},
		"officials": {
			{`officialTotals { records bornOnRange { known earliest latest } }`, `[{"records":3,"bornOnRange":{"known":2,"earliest":"1960","latest":"1960-02"}}]`},
			{`officialTotals(groupBy: ORGANIZATION) { organization { slug } records }`, `[{"organization":{"slug":"congress"},"records":1},{"organization":null,"records":2}]`},
			{`officialTotals(groupBy: DISTRICT) { district { slug } records }`, `[{"district":{"slug":"city"},"records":1},{"district":{"slug":"east"},"records":1},{"district":null,"records":1}]`},
			{`officialTotals(groupBy: ROLE) { role records }`, `[{"role":"Deputy","records":1},{"role":"Mayor","records":2},{"role":null,"records":1}]`},
			{`officialTotals(groupBy: ROLE, asOf: "2021-01-01") { role records }`, `[{"role":"Deputy","records":1},{"role":"Mayor","records":1},{"role":null,"records":1}]`},
			{`officialTotals(groupBy: [BORN_YEAR]) { bornYear records }`, `[{"bornYear":1960,"records":2},{"bornYear":null,"records":1}]`},
			{`officialTotals(groupBy: SOURCE) { source { slug } records }`, `[{"source":{"slug":"gazette"},"records":3},{"source":{"slug":"yearbook"},"records":1}]`},
			{`officialTotals(groupBy: [], where: {slug: {eq: "nobody"}}) { records bornYear bornOnRange { known earliest } }`, `[{"records":0,"bornYear":null,"bornOnRange":{"known":0,"earliest":null}}]`},
			{`officialTotals(groupBy: [ROLE], where: {slug: {eq: "nobody"}}) { records }`, `[]`},
		},
		"districts": {
			{
				`districtTotals(groupBy: LEVEL) { level records populationTotal { known sum average minimum maximum } }`,
				`[{"level":"CITY","records":1,"populationTotal":{"known":1,"sum":"2000000000","average":"2000000000","minimum":"2000000000","maximum":"2000000000"}},` +
					`{"level":"DISTRICT","records":3,"populationTotal":{"known":2,"sum":"4000000001","average":"2000000000.5","minimum":"2000000000","maximum":"2000000001"}}]`,
			},
			{`districtTotals(groupBy: PARENT) { parent { slug } records }`, `[{"parent":{"slug":"city"},"records":1},{"parent":{"slug":"east"},"records":1},{"parent":null,"records":2}]`},
			{
				`districtTotals(groupBy: ANCESTOR) { ancestor { slug } records populationTotal { sum } }`,
				`[{"ancestor":{"slug":"city"},"records":2,"populationTotal":{"sum":"4000000001"}},{"ancestor":{"slug":"east"},"records":1,"populationTotal":{"sum":"2000000000"}},` +
					`{"ancestor":null,"records":2,"populationTotal":{"sum":"2000000000"}}]`,
			},
			{`districtTotals(groupBy: ANCESTOR, asOf: "1999-01-01") { ancestor { slug } records }`, `[{"ancestor":{"slug":"east"},"records":1},{"ancestor":null,"records":3}]`},
			{`districtTotals(where: {slug: {eq: "old"}}) { populationTotal { known sum average minimum maximum } }`, `[{"populationTotal":{"known":0,"sum":"0","average":null,"minimum":null,"maximum":null}}]`},
			{
				`districtTotals(groupBy: PARENT, orderBy: {field: POPULATION, direction: DESC}) { parent { slug } }`,
				`[{"parent":{"slug":"city"}},{"parent":{"slug":"east"}},{"parent":null}]`,
			},
		},
		"parks, lines, stations and organizations": {
			{`parkTotals { areaHectaresTotal { known sum average minimum maximum } }`, `[{"areaHectaresTotal":{"known":2,"sum":"0.0003","average":"0.0002","minimum":"0.0001","maximum":"0.0002"}}]`},
			{`parkTotals(groupBy: [DISTRICT]) { district { slug } records }`, `[{"district":{"slug":"east"},"records":1},{"district":null,"records":1}]`},
			{`railLineTotals(groupBy: [STATUS, OPENED_YEAR]) { status openedYear lengthKmTotal { sum } maxSpeedKmhTotal { average } }`, `[{"status":"OPERATING","openedYear":2001,"lengthKmTotal":{"sum":"12.5"},"maxSpeedKmhTotal":{"average":"80"}}]`},
			{`railLineTotals(groupBy: [STOP]) { stop { __typename slug } records }`, `[{"stop":{"__typename":"Station","slug":"gate"},"records":1}]`},
			{`railLineTotals(groupBy: [DISTRICT]) { district { slug } records }`, `[{"district":{"slug":"west"},"records":1}]`},
			{`districtTotals(groupBy: [RAIL_LINE]) { railLine { slug } records }`, `[{"railLine":{"slug":"line"},"records":1},{"railLine":null,"records":3}]`},
			{`stationTotals(groupBy: [RAIL_LINE, DISTRICT]) { railLine { slug } district { slug } records }`, `[{"railLine":{"slug":"line"},"district":{"slug":"west"},"records":1}]`},
			{`organizationTotals(groupBy: [TYPE, OFFICIAL]) { type official { slug } records }`, `[{"type":"LEGISLATURE","official":{"slug":"li"},"records":1}]`},
		},
		"sources": {
			{`sourceTotals(groupBy: PUBLISHER) { publisher records publishedOnRange { earliest latest } }`, `[{"publisher":"City Press","records":2,"publishedOnRange":{"earliest":"2021-05","latest":"2022"}}]`},
			{`sourceTotals(groupBy: AUTHOR) { author records }`, `[{"author":"Li","records":1},{"author":"Wang","records":2}]`},
			{`sourceTotals(groupBy: [LANGUAGE, PUBLISHED_YEAR]) { language publishedYear records }`, `[{"language":"en","publishedYear":2021,"records":1},{"language":null,"publishedYear":2022,"records":1}]`},
		},
		"figures": {
			{
				`figureTotals { records valueTotals { measure unit type known sum average minimum maximum } }`,
				`[{"records":4,"valueTotals":[{"measure":"output","unit":"CNY","type":"OUTCOME","known":2,"sum":"1800000000000000.75","average":"900000000000000.375","minimum":"900000000000000.25","maximum":"900000000000000.5"},` +
					`{"measure":"output","unit":"CNY","type":"TARGET","known":1,"sum":"-5","average":"-5","minimum":"-5","maximum":"-5"},` +
					`{"measure":"output","unit":"USD","type":"OUTCOME","known":1,"sum":"7","average":"7","minimum":"7","maximum":"7"}]}]`,
			},
			{
				`figureTotals(groupBy: SUBJECT, orderBy: [{field: VALUE, direction: DESC}], limit: 2) { subject { slug } records valueTotals { unit sum } }`,
				`[{"subject":{"slug":"east"},"records":3,"valueTotals":[{"unit":"CNY","sum":"1800000000000000.75"},{"unit":"USD","sum":"7"}]},{"subject":{"slug":"west"},"records":1,"valueTotals":[{"unit":"CNY","sum":"900000000000000.25"}]}]`,
			},
			{`figureTotals(groupBy: YEAR) { year records }`, `[{"year":2021,"records":1},{"year":2022,"records":3}]`},
			{
				`figureTotals(groupBy: [MEASURE, UNIT, TYPE, QUALIFIER]) { measure unit type qualifier records }`,
				`[{"measure":"output","unit":"CNY","type":"OUTCOME","qualifier":"EXACT","records":2},{"measure":"output","unit":"CNY","type":"TARGET","qualifier":"EXACT","records":1},{"measure":"output","unit":"USD","type":"OUTCOME","qualifier":"ABOUT","records":1}]`,
			},
			{`figureTotals(groupBy: [STATED_BY, SOURCE]) { statedBy { slug } source { slug } records }`, `[{"statedBy":{"slug":"li"},"source":{"slug":"gazette"},"records":1},{"statedBy":null,"source":{"slug":"gazette"},"records":2},{"statedBy":null,"source":{"slug":"yearbook"},"records":1}]`},
		},
		"statements": {
			{`statementTotals(groupBy: TOPIC) { topic records saidOnRange { known earliest latest } }`, `[{"topic":"housing","records":1,"saidOnRange":{"known":1,"earliest":"2022-01-05","latest":"2022-01-05"}},{"topic":"rail","records":2,"saidOnRange":{"known":2,"earliest":"2022","latest":"2022-01-05"}},{"topic":null,"records":1,"saidOnRange":{"known":0,"earliest":null,"latest":null}}]`},
			{`statementTotals(groupBy: [SPEAKER, YEAR]) { speaker { slug } year records }`, `[{"speaker":{"slug":"li"},"year":2022,"records":2},{"speaker":null,"year":null,"records":1}]`},
			{`statementTotals(groupBy: SUBJECT, orderBy: [{field: RECORDS}]) { subject { slug } records }`, `[{"subject":{"slug":"east"},"records":1},{"subject":{"slug":"old"},"records":1},{"subject":{"slug":"city"},"records":2}]`},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, c := range cases {
				var data struct{ T json.RawMessage }
				if server.read(t, "{ t: "+c[0]+" }", nil, &data); string(data.T) != c[1] {
					t.Errorf("%s answers\n%s, want\n%s", c[0], data.T, c[1])
				}
			}
		})
	}
}

// TestTotalsOfOneAskedByBenchmarks asks what benchmarks of GraphQL servers ask of databases: numbers and their averages for one record.
func TestTotalsOfOneAskedByBenchmarks(t *testing.T) {
	t.Parallel()
	server := newTestServer(t, linesOf(council))
	for query, want := range map[string]string{
		// The number of records that belong to one, and the average, greatest and smallest of their values.
		`($of: String) { t: officialTotals(where: {organizations: {some: {slug: {eq: $of}}}}) { records } }`: `[{"records":1}]`,
		`($of: String) { t: districtTotals(where: {officials: {some: {organizations: {some: {slug: {eq: $of}}}}}}) { populationTotal { average maximum minimum } } }`: `[{"populationTotal":` +
			`{"average":"2000000000","maximum":"2000000000","minimum":"2000000000"}}]`,
		// Several conditions, one of them on a text of a related record.
		`($of: String) { t: linkTotals(where: {role: {contains: "dep"}, from: {official: {bornOn: {gt: "1959"}}}, to: {organization: {slug: {eq: $of}}}}, groupBy: FROM) { from { slug } records } }`: `[{"from":{"slug":"li"},"records":1}]`,
	} {
		var data struct{ T json.RawMessage }
		if server.read(t, "query "+query, map[string]any{"of": "congress"}, &data); string(data.T) != want {
			t.Errorf("%s answers\n%s, want\n%s", query, data.T, want)
		}
	}
}

// TestFirstGroups checks that an order and a limit see all rows of a group, one for each currency, and more groups than an answer may have.
func TestFirstGroups(t *testing.T) {
	t.Parallel()
	lines := linesOf(`{"source":{"slug":"s","title":"T"}}`)
	for i := range 1050 {
		sectors := []string{`"all"`}
		for j := range 10 {
			sectors = append(sectors, fmt.Sprintf(`"s%05d"`, 10*i+j))
		}
		lines = append(lines, fmt.Appendf(nil, `{"project":{"slug":"p%d","status":"PLANNED","sectors":[%s],"names":[{"text":"P","language":"en"}],"investment":{"amount":%d,"currency":%q},"citations":[{"source":"s"}]}}`,
			i, strings.Join(sectors, ","), i, []string{"CNY", "EUR", "USD"}[i%3]))
	}
	server := newTestServer(t, lines)
	options := quiet()
	options.Limits.Time = time.Hour
	server.Handler = graph.NewHandler(server.store, options)
	for query, want := range map[string]string{
		`projectTotals(groupBy: SECTOR, orderBy: [{field: RECORDS, direction: DESC}, {field: INVESTMENT, direction: DESC}], limit: 2) { sector records investmentTotals { currency known } }`: `[` +
			`{"sector":"all","records":1050,"investmentTotals":[{"currency":"CNY","known":350},{"currency":"EUR","known":350},{"currency":"USD","known":350}]},` +
			`{"sector":"s10490","records":1,"investmentTotals":[{"currency":"USD","known":1}]}]`,
		`projectTotals(groupBy: SECTOR, orderBy: [{field: INVESTMENT}], limit: 1) { sector investment { amount } }`:              `[{"sector":"s00000","investment":[{"amount":"0"}]}]`,
		`projectTotals(groupBy: SECTOR, limit: 2) { sector }`:                                                                    `[{"sector":"all"},{"sector":"s00000"}]`,
		`sourceTotals(groupBy: [TITLE], orderBy: [{field: RECORDS}, {field: RECORDS, direction: DESC}], limit: 10000) { title }`: `[{"title":"T"}]`,
	} {
		var data struct{ T json.RawMessage }
		if server.read(t, "{ t: "+query+" }", nil, &data); string(data.T) != want {
			t.Errorf("%s answers\n%s, want\n%s", query, data.T, want)
		}
	}
	for query, want := range map[string]string{
		`{ projectTotals(groupBy: [SECTOR, STATUS, SOURCE]) { records investment { amount } } }`: "TOO_LARGE",
		`{ projectTotals(groupBy: SECTOR, limit: 10001) { records } }`:                           "BAD_ARGUMENT",
		`{ projectTotals(groupBy: SECTOR, limit: 0) { records } }`:                               "BAD_ARGUMENT",
	} {
		got := server.answer(t, query, nil)
		if len(got.Errors) != 1 || got.Errors[0].Extensions["code"] != want {
			t.Errorf("%s has the errors %+v", query, got.Errors)
		}
	}
}

// TestTotalsCountAsRead checks that totals that another root field has read count towards the memory of each.
func TestTotalsCountAsRead(t *testing.T) {
	t.Parallel()
	lines := linesOf(`{"source":{"slug":"s","title":"T"}}`)
	for i := range 1000 {
		lines = append(lines, fmt.Appendf(nil, `{"park":{"slug":"p%d","names":[{"text":"P","language":"en"}],"citations":[{"source":"s"}]}}`, i))
	}
	server := newTestServer(t, append(lines, []byte(`{"figure":{"measure":"m","label":"M","unit":"u","value":1,"subjects":[`+parks(1000)+`],"citations":[{"source":"s"}]}}`)))
	options := quiet()
	for limit, want := range map[int]int{230_000: 1, 400_000: 0} {
		options.Limits.Plan.Read = limit
		server.Handler = graph.NewHandler(server.store, options)
		got := server.answer(t, `{ first: figureTotals(groupBy: SUBJECT) { records } same: figureTotals(groupBy: SUBJECT) { subject { slug } } }`, nil)
		if len(got.Errors) != want || want == 1 && got.Errors[0].Path[0] != "same" {
			t.Errorf("with %d bytes it has the errors %+v", limit, got.Errors)
		}
	}
}

// parks returns references to parks.
func parks(n int) string {
	all := make([]string, n)
	for i := range all {
		all[i] = fmt.Sprintf(`{"park":"p%d"}`, i)
	}
	return strings.Join(all, ",")
}

// TestTotalsOfTurnedHierarchies groups two districts, each of which was part of the other at another time.
func TestTotalsOfTurnedHierarchies(t *testing.T) {
	t.Parallel()
	server := newTestServer(t, linesOf(`{"source":{"slug":"s","title":"T"}}
{"district":{"slug":"a","level":"CITY","names":[{"text":"A","language":"en"}],"citations":[{"source":"s"}]}}
{"district":{"slug":"b","level":"CITY","names":[{"text":"B","language":"en"}],"citations":[{"source":"s"}]}}
{"link":{"kind":"PART_OF","from":{"district":"a"},"to":{"district":"b"},"period":{"until":"1950"},"citations":[{"source":"s"}]}}
{"link":{"kind":"PART_OF","from":{"district":"b"},"to":{"district":"a"},"period":{"from":"1960"},"citations":[{"source":"s"}]}}`))
	for query, want := range map[string]string{
		`districtTotals(groupBy: ANCESTOR, where: {slug: {eq: "a"}}) { ancestor { slug } records }`:       `[{"ancestor":{"slug":"b"},"records":1}]`,
		`districtTotals(groupBy: ANCESTOR, asOf: "1970-01-01") { ancestor { slug } records }`:             `[{"ancestor":{"slug":"a"},"records":1},{"ancestor":null,"records":1}]`,
		`districtTotals(groupBy: [PARENT, CHILD], asOf: "1940-01-01") { parent { slug } child { slug } }`: `[{"parent":{"slug":"b"},"child":null},{"parent":null,"child":{"slug":"a"}}]`,
	} {
		var data struct{ T json.RawMessage }
		if server.read(t, "{ t: "+query+" }", nil, &data); string(data.T) != want {
			t.Errorf("%s answers\n%s, want\n%s", query, data.T, want)
		}
	}
}
