package plan

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// plainJSON is an argument in plain form.
func plainJSON(t testing.TB, text string) any {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return value
}

func tableOf(t testing.TB, registry *store.Registry, name string) *store.Table {
	t.Helper()
	table, ok := registry.Table(name)
	if !ok {
		t.Fatalf("nothing is known of %s", name)
	}
	return table
}

func TestFiltersAreDecoded(t *testing.T) {
	t.Parallel()
	registry := store.NewRegistry(kg.NewKinds())
	term := func(field string, is kg.Operator, values ...any) kg.Comparison {
		return kg.Comparison{Field: field, Operator: is, Values: values}
	}
	for name, c := range map[string]struct {
		of, argument string
		want         kg.Filter
	}{
		"nothing":        {"Park", `null`, kg.And(nil)},
		"no condition":   {"Park", `{}`, kg.And(nil)},
		"nulls":          {"Park", `{"slug": null, "name": {"eq": null}, "not": null, "and": null, "districts": null}`, kg.And(nil)},
		"one value":      {"Park", `{"slug": {"eq": "a"}}`, kg.And{term("slug", kg.Equal, "a")}},
		"several values": {"Park", `{"slug": {"in": ["a", "b"]}}`, kg.And{term("slug", kg.In, "a", "b")}},
		"one for a list": {"Park", `{"slug": {"in": "a"}}`, kg.And{term("slug", kg.In, "a")}},
		"no values":      {"Park", `{"slug": {"in": []}}`, kg.And{kg.Comparison{Field: "slug", Operator: kg.In, Values: []any{}}}},
		"empty lists":    {"Park", `{"and": [], "or": []}`, kg.And{kg.And{}, kg.Or{}}},
		"a number":       {"Park", `{"areaHectares": {"gte": "1.5", "lt": 20}}`, kg.And{term("areaHectares", kg.GreaterOrEqual, kg.Decimal(15000)), term("areaHectares", kg.Less, kg.Decimal(200000))}},
		"a date":         {"Park", `{"foundedOn": {"within": "2022-12", "isNull": false}}`, kg.And{kg.Comparison{Field: "foundedOn", Operator: kg.IsGiven}, term("foundedOn", kg.Equal, kg.PartialDate("2022-12"))}},
		"names": {"Park", `{"name": {"ne": "A", "startsWith": "B"}}`, kg.And{
			kg.Elements{Field: "name", Quantifier: kg.None, Where: term("", kg.Equal, "A")}, kg.Elements{Field: "name", Where: kg.And{term("", kg.StartsWith, "B")}},
		}},
		"a list of strings": {"Project", `{"sectors": {"every": {"ne": "a"}}}`, kg.And{kg.Elements{Field: "sectors", Quantifier: kg.Every, Where: kg.And{term("", kg.NotEqual, "a")}}}},
		"a code":            {"Park", `{"identifier": {"scheme": "x"}}`, kg.And{kg.HasIdentifier{Scheme: "x"}}},
		"a relation":        {"Park", `{"districts": {"none": {}}}`, kg.And{kg.Related{Relation: "districts", Quantifier: kg.None, Where: kg.And(nil)}}},
		"only links":        {"Park", `{"districts": {"link": {"holdsOn": "2023-01-11"}}}`, kg.And{kg.Related{Relation: "districts", Where: kg.And(nil), Link: kg.And{term("holdsOn", kg.HoldsOn, kg.Date("2023-01-11"))}}}},
		"no quantifier":     {"Park", `{"districts": {}}`, kg.And(nil)},
		"a period":          {"Figure", `{"period": {"until": {"lt": "2022"}}}`, kg.And{term("period.until", kg.Less, kg.PartialDate("2022"))}},
		"one record":        {"Figure", `{"statedBy": {}}`, kg.And{kg.Referenced{Field: "statedBy", Where: kg.And(nil)}}},
		"any kind": {"Figure", `{"subjects": {"some": {"kind": {"ne": "PARK"}, "railLine": {}}}}`, kg.And{kg.Related{Relation: "subjects", Where: kg.And{
			term("kind", kg.NotEqual, int64(kg.KindPark)), kg.OfKind{Kind: kg.KindRailLine, Where: kg.And(nil)},
		}}}},
		"links": {"Link", `{"kinds": ["SERVES"], "order": {"gt": 2}}`, kg.And{term("kinds", kg.In, int64(kg.Serves)), term("order", kg.Greater, int64(2))}},
	} {
		got, err := decodeFilter(registry, tableOf(t, registry, c.of), "where", plainJSON(t, c.argument))
		if err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %s becomes\n%#v (%v), want\n%#v", name, c.argument, got, err, c.want)
		}
	}
}

func TestWrongFiltersAreRefused(t *testing.T) {
	t.Parallel()
	registry := store.NewRegistry(kg.NewKinds())
	for argument, want := range map[string]string{
		`{"slug": {"eq": 1}}`:                             "BAD_ARGUMENT where.slug.eq",
		`{"slug": {"eq": "a\u0000"}}`:                     "BAD_ARGUMENT where.slug.eq",
		`{"slug": {"in": ["a", null]}}`:                   "BAD_ARGUMENT where.slug.in.1",
		`{"slug": "a"}`:                                   "BAD_ARGUMENT where.slug",
		`{"status": {"in": ["OPERATING", "open"]}}`:       "BAD_ARGUMENT where.status.in.1",
		`{"status": {"contains": "OPER"}}`:                "BAD_ARGUMENT where.status.contains",
		`{"projectCount": {"gt": 1.5}}`:                   "BAD_ARGUMENT where.projectCount.gt",
		`{"projectCount": {"gt": 2147483648}}`:            "BAD_ARGUMENT where.projectCount.gt",
		`{"investment": {"eq": "0.00001"}}`:               "BAD_ARGUMENT where.investment.eq",
		`{"startedOn": {"lt": "2022-13"}}`:                "BAD_DATE where.startedOn.lt",
		`{"or": [{}, {"startedOn": {"in": ["soon"]}}]}`:   "BAD_DATE where.or.1.startedOn.in.0",
		`{"districts": {"link": {"holdsOn": "2022"}}}`:    "BAD_DATE where.districts.link.holdsOn",
		`{"districts": {"link": {"kinds": ["NONE"]}}}`:    "BAD_ARGUMENT where.districts.link.kinds.0",
		`{"districts": {"most": {}}}`:                     "BAD_ARGUMENT where.districts.most",
		`{"investment": {"isNull": "no"}}`:                "BAD_ARGUMENT where.investment.isNull",
		`{"nothing": {}}`:                                 "BAD_ARGUMENT where.nothing",
		`{"not": []}`:                                     "BAD_ARGUMENT where.not",
		`{"origins": {"some": {"kind": {"eq": "tree"}}}}`: "BAD_ARGUMENT where.origins.some.kind.eq",
		`{"sectors": {"some": {"eq": "` + strings.Repeat("a", maxFilterText+1) + `"}}}`:                                                                                                      "BAD_ARGUMENT where.sectors.some.eq",
		strings.Repeat(`{"not": `, maxFilterLevels) + `{}` + strings.Repeat("}", maxFilterLevels):                                                                                            "BAD_ARGUMENT where" + strings.Repeat(".not", maxFilterLevels),
		`{"and": [` + strings.Repeat(`{}, `, maxFilterConditions) + `{}]}`:                                                                                                                   "BAD_ARGUMENT where.and.100",
		`{"slug": {"in": [` + strings.Repeat(`"a", `, maxFilterValues) + `"a"]}}`:                                                                                                            "BAD_ARGUMENT where.slug.in",
		`{"or": [` + strings.Repeat(`{"slug": {"eq": "a"}}, `, maxFilterConditions-1) + `{"slug": {"eq": "a"}}, {"name": {"contains": "a"}}]}`:                                               "BAD_ARGUMENT where.or.100.name.contains",
		`{"or": [` + strings.Repeat(`{"name": {"contains": "a", "ne": "b"}}, `, maxFilterSearches) + `{"districts": {"some": {}}}]}`:                                                         "BAD_ARGUMENT where.or.10.districts.some",
		`{"sectors": {"some": {}}, "districts": {"link": {}}, "parks": {"some": {"name": {}, "or": [` + strings.Repeat(`{"partners": {"none": {}}}, `, 6) + `{"branches": {"link": {}}}]}}}`: "BAD_ARGUMENT where.sectors.some",
		`{"origins": {"some": {"or": [` + strings.Repeat(`{"park": {}}, `, maxFilterSearches-1) + `{"park": {}}]}}}`:                                                                         "BAD_ARGUMENT where.origins.some.or.9.park",
	} {
		_, err := decodeFilter(registry, tableOf(t, registry, "Project"), "where", plainJSON(t, argument))
		problem, ok := errors.AsType[*kg.Error](err)
		if !ok || string(problem.Code)+" "+problem.Field != want {
			t.Errorf("%.80s is answered with %v, want %s", argument, err, want)
		}
	}
}

// FuzzFilter decodes any JSON as a filter: it is refused with a code and a field, or it becomes SQL.
func FuzzFilter(f *testing.F) {
	registry := store.NewRegistry(kg.NewKinds())
	for _, seed := range []string{
		`null`, `{}`, `{"and": [{"slug": {"eq": "a"}}, {"not": {"name": {"contains": "%"}}}]}`, `{"startedOn": {"in": ["2022"]}}`,
		`{"districts": {"every": {"ancestors": {"some": {"level": {"in": ["CITY"]}}}}, "link": {"holdsOn": "2023-01-11", "kinds": []}}}`,
		`{"origins": {"some": {"kind": {"eq": "PARK"}, "park": {"figures": {"none": {"subjects": {"some": {}}}}}}}}`, `[1, "a", {"or": []}]`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		decoder := json.NewDecoder(strings.NewReader(text))
		decoder.UseNumber()
		var value any
		if decoder.Decode(&value) != nil {
			return
		}
		for _, name := range []string{"Project", "Figure", "Link"} {
			table := tableOf(t, registry, name)
			filter, err := decodeFilter(registry, table, "where", value)
			if problem, ok := errors.AsType[*kg.Error](err); err != nil && (!ok || !strings.HasPrefix(problem.Field, "where")) {
				t.Fatalf("%s is refused with %v", text, err)
			}
			if err == nil {
				records := store.RecordList{Table: table, AsOf: "2023-01-11", ListQuery: store.ListQuery{Of: table, Where: filter}}
				records.Count()
			}
		}
		if _, err := decodeOrder("orderBy", value); err != nil {
			if _, ok := errors.AsType[*kg.Error](err); !ok {
				t.Fatal(err)
			}
		}
	})
}
