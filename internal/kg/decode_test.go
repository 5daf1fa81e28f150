package kg_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"civicgraph/internal/kg"
)

// decode decodes a line of an import.
func decode(t *testing.T, text string) (*kg.Record, error) {
	t.Helper()
	input, err := object(text)
	if err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	// A panic fails its own case, not the next ones.
	defer func() {
		if cause := recover(); cause != nil {
			t.Fatalf("it panics: %v", cause)
		}
	}()
	return kg.NewKinds().Decode(input)
}

func object(text string) (map[string]any, error) {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var object map[string]any
	err := d.Decode(&object)
	return object, err
}

func TestDecode(t *testing.T) {
	t.Parallel()
	cited := []kg.Citation{{Source: "s"}}
	named := []kg.Name{{Text: "N", Language: "en"}}
	const thing = `"slug":"a","names":[{"text":"N","language":"en"}],"citations":[{"source":"s"}]`
	cases := []struct {
		name, text string
		want       *kg.Record
	}{
		{
			name: "source",
			text: `{"source":{"slug":"s-1","title":"T","publisher":"P","authors":["A","B"],"url":"https://example.org/a",` +
				`"publishedOn":"2023-01-13","language":"en","formerSlugs":["s-0"]}}`,
			want: &kg.Record{Kind: kg.KindSource, Slug: "s-1", FormerSlugs: []string{"s-0"}, Values: map[string]any{
				"title": "T", "publisher": "P", "authors": []string{"A", "B"}, "url": "https://example.org/a",
				"publishedOn": kg.PartialDate("2023-01-13"), "language": "en",
			}},
		},
		{
			name: "official with all fields of an entity",
			text: `{"official":{"slug":"a","formerSlugs":["b","c"],"names":[{"text":"N","language":"en"},` +
				`{"text":"别名","language":"zh-Hant-TW","type":"ALIAS"},{"text":"F","language":"de-1996","type":"FORMER"},` +
				`{"text":"L","language":"EN-gb","type":"LABEL"}],"identifiers":[{"scheme":"wikidata","value":"Q1"}],` +
				`"summary":"S","location":{"lat":-39.5,"lon":117.25},"bornOn":"1962-05",` +
				`"citations":[{"source":"s","locator":"¶ 9","quote":"Q","field":"bornOn"},{"source":"s-2"}]}}`,
			want: &kg.Record{
				Kind: kg.KindOfficial, Slug: "a", FormerSlugs: []string{"b", "c"},
				Names: []kg.Name{
					{Text: "N", Language: "en"}, {Text: "别名", Language: "zh-Hant-TW", Type: kg.Alias},
					{Text: "F", Language: "de-1996", Type: kg.Former}, {Text: "L", Language: "EN-gb"},
				},
				Identifiers: []kg.Identifier{{Scheme: "wikidata", Value: "Q1"}},
				Values: map[string]any{
					"summary": "S", "location": kg.Point{Lat: -39.5, Lon: 117.25}, "bornOn": kg.PartialDate("1962-05"),
				},
				Citations: []kg.Citation{{Source: "s", Locator: "¶ 9", Quote: "Q", Field: "bornOn"}, {Source: "s-2"}},
			},
		},
		{
			name: "district",
			text: `{"district":{` + thing + `,"level":"DISTRICT","population":2147483647}}`,
			want: &kg.Record{
				Kind: kg.KindDistrict, Slug: "a", Names: named, Citations: cited,
				Values: map[string]any{"level": "DISTRICT", "population": int64(2147483647)},
			},
		},
		{
			name: "park",
			text: `{"park":{` + thing + `,"foundedOn":"1988","areaHectares":"48800.25"}}`,
			want: &kg.Record{
				Kind: kg.KindPark, Slug: "a", Names: named, Citations: cited,
				Values: map[string]any{"foundedOn": kg.PartialDate("1988"), "areaHectares": kg.Decimal(488_002_500)},
			},
		},
		{
			name: "project",
			text: `{"project":{` + thing + `,"status":"OPERATING","projectCount":248,` +
				`"investment":{"amount":"172100000000","currency":"CNY"},"startedOn":"2019-06","completedOn":"2019","sectors":["energy"]}}`,
			want: &kg.Record{
				Kind: kg.KindProject, Slug: "a", Names: named, Citations: cited,
				Values: map[string]any{
					"status": "OPERATING", "projectCount": int64(248), "sectors": []string{"energy"},
					"investment": kg.Money{Amount: 1_721_000_000_000_000, Currency: "CNY"},
					"startedOn":  kg.PartialDate("2019-06"), "completedOn": kg.PartialDate("2019"),
				},
			},
		},
		{
			name: "rail line with a decimal as a number",
			text: `{"railLine":{` + thing + `,"status":"OPERATING","openedOn":"2022-12","lengthKm":148.5,"maxSpeedKmh":350}}`,
			want: &kg.Record{
				Kind: kg.KindRailLine, Slug: "a", Names: named, Citations: cited,
				Values: map[string]any{
					"status": "OPERATING", "openedOn": kg.PartialDate("2022-12"), "lengthKm": kg.Decimal(1_485_000), "maxSpeedKmh": int64(350),
				},
			},
		},
		{
			name: "station",
			text: `{"station":{` + thing + `}}`,
			want: &kg.Record{Kind: kg.KindStation, Slug: "a", Names: named, Citations: cited, Values: map[string]any{}},
		},
		{
			name: "organization",
			text: `{"organization":{` + thing + `,"type":"LEGISLATURE"}}`,
			want: &kg.Record{
				Kind: kg.KindOrganization, Slug: "a", Names: named, Citations: cited, Values: map[string]any{"type": "LEGISLATURE"},
			},
		},
		{
			name: "link",
			text: `{"link":{"kind":"HOLDS_POST_IN","from":{"official":"a"},"to":{"organization":"b"},"role":"Deputy","order":3,` +
				`"period":{"from":"2019-06","until":"2019","attestedOn":"2019-07-01"},"onBehalfOf":{"organization":"c"},"note":"N","citations":[{"source":"s"}]}}`,
			want: &kg.Record{
				Kind: kg.KindLink, Citations: cited, Values: map[string]any{"note": true, "until": true, "attestedOn": true, "onBehalfOf": true},
				Link: &kg.Link{
					Kind: kg.HoldsPostIn, From: kg.Ref{Kind: kg.KindOfficial, Slug: "a"}, To: kg.Ref{Kind: kg.KindOrganization, Slug: "b"},
					OnBehalfOf: kg.Ref{Kind: kg.KindOrganization, Slug: "c"}, Role: "Deputy", Order: 3, Note: "N", Period: kg.Period{From: "2019-06", Until: "2019", AttestedOn: "2019-07-01"},
				},
			},
		},
		{
			name: "link without optional fields",
			text: `{"link":{"kind":"PART_OF","from":{"district":"a"},"to":{"district":"b"},"citations":[{"source":"s"}]}}`,
			want: &kg.Record{
				Kind: kg.KindLink, Citations: cited, Values: map[string]any{},
				Link: &kg.Link{
					Kind: kg.PartOf, From: kg.Ref{Kind: kg.KindDistrict, Slug: "a"}, To: kg.Ref{Kind: kg.KindDistrict, Slug: "b"}, Order: kg.NoOrder,
				},
			},
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := decode(t, c.text)
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("got\n%+v\nwant\n%+v", got, c.want)
			}
		})
	}
}

// TestDecodeTellsNullFromAbsent: an absent field keeps its value, null clears it.
func TestDecodeTellsNullFromAbsent(t *testing.T) {
	t.Parallel()
	const (
		entity = `"slug":"a","names":[{"text":"N","language":"en"}],"citations":[{"source":"s"}]`
		source = `"slug":"a","title":"T"`
	)
	for kind, of := range map[string]struct {
		record string
		fields []string
	}{
		"official":     {entity, []string{"summary", "location", "bornOn"}},
		"district":     {entity + `,"level":"CITY"`, []string{"summary", "location", "population"}},
		"park":         {entity, []string{"summary", "location", "foundedOn", "areaHectares"}},
		"project":      {entity + `,"status":"UNKNOWN"`, []string{"investment", "startedOn", "completedOn", "sectors"}},
		"railLine":     {entity + `,"status":"UNKNOWN"`, []string{"openedOn", "lengthKm", "maxSpeedKmh"}},
		"station":      {entity, []string{"summary", "location"}},
		"organization": {entity + `,"type":"PARTY"`, []string{"summary", "location"}},
		"source":       {source, []string{"publisher", "authors", "url", "publishedOn", "language"}},
	} {
		for _, field := range of.fields {
			t.Run(kind+" "+field, func(t *testing.T) {
				t.Parallel()
				absent, err := decode(t, `{"`+kind+`":{`+of.record+`}}`)
				if err != nil {
					t.Fatal(err)
				}
				if value, given := absent.Values[field]; given {
					t.Errorf("the absent field is given as %v", value)
				}
				null, err := decode(t, `{"`+kind+`":{`+of.record+`,"`+field+`":null}}`)
				if err != nil {
					t.Fatal(err)
				}
				if value, given := null.Values[field]; !given || value != nil {
					t.Errorf("the null field is %v, given: %t", value, given)
				}
			})
		}
	}
}

// TestDecodeTakesNullForTheDefault: a field with a default has it where it is null, in a new record or an existing one.
func TestDecodeTakesNullForTheDefault(t *testing.T) {
	t.Parallel()
	got, err := decode(t, `{"project":{"slug":"a","projectCount":null,"citations":[{"source":"s"}]}}`)
	if err != nil || got.Values["projectCount"] != int64(1) {
		t.Errorf("it is %v, %v", got, err)
	}
}

// TestDecodeTakesNullForNothing: optional fields may be null, also within lists and objects.
func TestDecodeTakesNullForNothing(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		`{"official":{"slug":"a","formerSlugs":null,"identifiers":null,"names":[{"text":"N","language":"en","type":null}],` +
			`"citations":[{"source":"s","locator":null,"quote":null,"field":null}]}}`,
		`{"link":{"kind":"PART_OF","from":{"district":"a"},"to":{"district":"b"},"role":null,"order":null,"period":null,"note":null,` +
			`"citations":[{"source":"s"}]}}`,
		`{"link":{"kind":"PART_OF","from":{"district":"a"},"to":{"district":"b"},` +
			`"period":{"from":null,"until":null,"attestedOn":null},"citations":[{"source":"s"}]}}`,
	} {
		record, err := decode(t, text)
		if err != nil {
			t.Errorf("%v in %s", err, text)
			continue
		}
		if record.Link != nil && (record.Link.Order != kg.NoOrder || record.Link.Period != kg.Period{}) {
			t.Errorf("%s is decoded as %+v", text, record.Link)
		}
	}
}

// TestDecodeTakesEveryAllowedLink tries every kind of link between every two kinds of entity.
func TestDecodeTakesEveryAllowedLink(t *testing.T) {
	t.Parallel()
	allowed := map[string][]string{
		"HOLDS_POST_IN":   {"official district", "official organization"},
		"PART_OF":         {"district district", "railLine railLine", "organization organization"},
		"LOCATED_IN":      {"park district", "project district", "station district", "organization district"},
		"HOSTS":           {"park project"},
		"BRANCH_OF":       {"park park"},
		"PARTNER_OF":      {"park park"},
		"ORIGINATES_FROM": {"project district", "project park", "project organization"},
		"LEADS":           {"official project"},
		"SERVES":          {"railLine station", "railLine district"},
	}
	entities := []string{"official", "district", "park", "project", "railLine", "station", "organization"}
	for kind, ends := range allowed {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			for _, from := range entities {
				for _, to := range entities {
					_, err := decode(t, `{"link":{"kind":"`+kind+`","from":{"`+from+`":"a"},"to":{"`+to+`":"b"},"citations":[{"source":"s"}]}}`)
					good := false
					for _, pair := range ends {
						good = good || pair == from+" "+to
					}
					if good && err != nil {
						t.Errorf("from %s to %s is refused: %v", from, to, err)
					}
					if !good && clientError(t, err).Code != kg.BadLink {
						t.Errorf("from %s to %s the error is %v, want %s", from, to, err, kg.BadLink)
					}
				}
			}
		})
	}
}

// TestIntegersAreNumbers: an integer is the number, however a program writes it.
func TestIntegersAreNumbers(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int64{"1234": 1234, "1234.0": 1234, "1e+05": 100_000, "1.5E3": 1500, "0.0": 0, "-0": 0, "120000e-3": 120, "2147483647.000": 2147483647} {
		record, err := decodeNew(t, `{"district":{"slug":"a","names":[{"text":"A","language":"en"}],"citations":[{"source":"s"}],"level":"CITY","population":`+text+`}}`)
		if err != nil || record.Values["population"] != want {
			t.Errorf("population %s is read as %v, error %v", text, record.Values["population"], err)
		}
		link, err := decodeNew(t, `{"link":{"kind":"SERVES","from":{"railLine":"a"},"to":{"station":"b"},"citations":[{"source":"s"}],"order":`+text+`}}`)
		if want > 0 && want < 2147483647 && (err != nil || link.Link.Order != want) {
			t.Errorf("order %s is read as %+v, error %v", text, link.Link, err)
		}
	}
	for _, text := range []string{"1234.5", "1e-1", "1e10", "1e400", "true", `"1234"`, "[1]"} {
		_, err := decodeNew(t, `{"district":{"slug":"a","names":[{"text":"A","language":"en"}],"citations":[{"source":"s"}],"level":"CITY","population":`+text+`}}`)
		if len(kg.ErrorsOf(err)) != 1 || kg.ErrorsOf(err)[0].Code != kg.BadValue {
			t.Errorf("population %s: error %v, want %s", text, err, kg.BadValue)
		}
	}
}
