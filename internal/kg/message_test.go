package kg_test

import (
	"strings"
	"testing"

	"civicgraph/internal/kg"
)

// TestMessages lists the messages of invalid records, all of each record and in the order of its fields.
func TestMessages(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"the fields instead of a record", `{"slug":"a","names":[]}`, []string{`must be an object with one key, its kind, such as {"district":{…}}; this one has 2 keys`}},
		{"a kind with a capital", `{"District":{}}`, []string{
			`unknown kind of record "District" (did you mean district?); must be one of source, official, district, park, project, railLine, station, organization, link, figure, statement`,
		}},
		{"a kind in the plural, with a hyphen", `{"rail-lines":{}}`, []string{
			`unknown kind of record "rail-lines" (did you mean railLine?); must be one of source, official, district, park, project, railLine, station, organization, link, figure, statement`,
		}},
		{"no fields", `{"district":[]}`, []string{"district: must be an object with the fields of the record"}},
		{"an empty record", `{"station":{}}`, []string{
			"station.slug: is required", `station.citations: at least one is required, with the source that supports the record, such as [{"source":"report"}]`,
		}},
		{"a new record in part", `{"railLine":{"slug":"a","citations":[{"source":"s"}]}}`, []string{
			`names: at least one is required of a new rail line, such as [{"text":"Tianjin","language":"en"}]`, "status: is required of a new rail line",
		}},
		{"misspelt fields", of("district", `"nmaes":[],"born_on":"1962","Level":"CITY"`), []string{
			"district.Level: unknown field (did you mean level?); a district has slug, formerSlugs, names, identifiers, citations, summary, location, level, population",
			"district.born_on: unknown field; a district has slug, formerSlugs, names, identifiers, citations, summary, location, level, population",
			"district.nmaes: unknown field (did you mean names?); a district has slug, formerSlugs, names, identifiers, citations, summary, location, level, population",
		}},
		{"a field of a part", entity(`"names":[{"text":"N","lang":"en"}]`), []string{
			"official.names.0.language: is required: a BCP 47 tag, such as en; und if the language is not known", "official.names.0.lang: unknown field; a name has text, language, type, from, until",
		}},
		{"slugs", entity(`"slug":7`, `"formerSlugs":["A B"]`), []string{
			"official.slug: must be a string of lower-case letters, digits and single hyphens, at most 80 characters",
			`official.formerSlugs.0: "A B" is not a slug; a slug has lower-case letters, digits and single hyphens, at most 80 characters`,
		}},
		{"an enum", of("district", `"level":"city","population":"many"`), []string{
			`district.level: must be one of REGION, COUNTRY, PROVINCE, MUNICIPALITY, CITY, DISTRICT, COUNTY, TOWNSHIP, ZONE, CONSTITUENCY, OTHER, not "city" (did you mean CITY?)`,
			"district.population: must be an integer between 0 and 2147483647",
		}},
		{"strings", entity(`"names":[{"text":" ","language":"not a tag","type":"NICK"}]`, `"summary":5`), []string{
			"official.names.0.text: must not be blank",
			`official.names.0.language: "not a tag" is not a BCP 47 language tag, such as en or zh-Latn-pinyin`,
			`official.names.0.type: must be one of LABEL, ALIAS, FORMER, not "NICK"`,
			"official.summary: must be a string",
		}},
		{"characters lost or forbidden", entity(`"names":[{"text":"K\uFFFDln","language":"de"}]`, `"summary":"K\ufffdln"`), []string{
			"official.names.0.text: contains U+FFFD (\uFFFD), which stands for a character lost in an earlier conversion; take the text from where it is whole",
			"official.summary: contains U+FFFD (\uFFFD), which stands for a character lost in an earlier conversion; take the text from where it is whole",
		}},
		{"strings of lists", of("project", `"status":"PLANNED","sectors":["a\u0000","\ufffd",5," "]`), []string{
			"project.sectors.0: contains the character NUL, which text cannot hold",
			"project.sectors.1: contains U+FFFD (\uFFFD), which stands for a character lost in an earlier conversion; take the text from where it is whole",
			"project.sectors.2: must be a string", "project.sectors.3: must not be blank",
		}},
		{"a long string", entity(`"summary":"` + strings.Repeat("x", 10_001) + `"`), []string{"official.summary: is 10001 bytes long; at most 10000 are allowed"}},
		{"money", of("project", `"status":"PLANNED","investment":{"amount":"12,5","currency":"X_GBP"}`), []string{
			`project.investment.amount: "12,5" is not a decimal number, such as "172.1"`, `project.investment.currency: "X_GBP" is not an ISO 4217 code, such as CNY or EUR`,
		}},
		{"dates", of("project", `"status":"PLANNED","startedOn":"30.12.2022","completedOn":""`), []string{
			`project.startedOn: "30.12.2022" is not a date of the form 2022, 2022-12 or 2022-12-30; times and approximate dates are not supported`, "project.completedOn: must not be empty; an unknown date is left out",
		}},
		{"dates that do not exist", of("project", `"status":"PLANNED","startedOn":"2023-02-30","completedOn":"0000-12"`), []string{
			`project.startedOn: "2023-02-30" is not in the calendar, which has the years 0001 to 9999`,
			`project.completedOn: "0000-12" is not in the calendar, which has the years 0001 to 9999`,
		}},
		{"large numbers", of("district", `"level":"REGION","population":4700000000`), []string{
			"district.population: must be an integer between 0 and 2147483647, the largest Int of GraphQL; a larger number can be stated as a figure",
		}},
		{"small numbers", `{"figure":{"measure":"rate","label":"Births","unit":"per inhabitant","value":"0.012345","subjects":[{"district":"a"}],"citations":[{"source":"s"}]}}`, []string{
			`figure.value: "0.012345" has more than 4 decimal places; a rate or share can be given in a smaller unit, such as percent or per million`,
		}},
		{"approximate dates", of("project", `"status":"PLANNED","startedOn":"1833~","completedOn":"2022-12-30T00:00:00Z"`), []string{
			`project.startedOn: "1833~" is not a date of the form 2022, 2022-12 or 2022-12-30; times and approximate dates are not supported`,
			`project.completedOn: "2022-12-30T00:00:00Z" is not a date of the form 2022, 2022-12 or 2022-12-30; times and approximate dates are not supported`,
		}},
		{"a location", entity(`"location":{"lat":91}`), []string{"official.location.lat: must be a number of degrees between -90 and 90", "official.location.lon: is required"}},
		{"citations", entity(`"citations":["s",{"locator":9}]`), []string{
			"official.citations.0: must be an object", "official.citations.1.source: is required", "official.citations.1.locator: must be a string",
		}},
		{"a URL", `{"source":{"slug":"s","title":"T","url":"www.example.org","authors":["A",""]}}`, []string{
			"source.authors.1: must not be blank", `source.url: "www.example.org" is not an absolute http or https URL`,
		}},
		{"ends", link(`"kind":"SERVES"`, `"from":{"park":"a"}`), []string{"link.kind: SERVES leads from a rail line to a station or district, not from park to district"}},
		{"ends of several kinds", link(`"from":{"official":"a"}`), []string{
			"link.kind: PART_OF leads from a district to a district, from a rail line to a rail line or from an organization to an organization, not from official to district",
		}},
		{"ends to one kind", link(`"kind":"LOCATED_IN"`, `"from":{"railLine":"a"}`), []string{
			"link.kind: LOCATED_IN leads from a park, project, station or organization to a district, not from rail line to district",
		}},
		{"the same ends", link(`"to":{"district":"a"}`), []string{"link.to: must not be the same entity as `from`"}},
		{"references", link(`"kind":"PARTOF"`, `"from":"a"`, `"to":{"districts":"b"}`), []string{
			`link.kind: must be one of HOLDS_POST_IN, PART_OF, LOCATED_IN, HOSTS, BRANCH_OF, PARTNER_OF, ORIGINATES_FROM, LEADS, SERVES, not "PARTOF" (did you mean PART_OF?)`,
			`link.from: must be one entity by its kind and slug, such as {"district":"baodi"} or "district/baodi"`,
			"link.to.districts: is not a kind of entity (did you mean district?); must be one of official, district, park, project, railLine, station, organization",
		}},
		{"a period", link(`"period":{"from":"2020","until":"2019","to":"2021"}`), []string{
			"link.period.to: unknown field; a period has from, until, attestedOn",
		}},
		{"a period that ends before it begins", link(`"period":{"from":"2020","until":"2019"}`, `"order":-1`), []string{
			"link.order: must be an integer between 0 and 2147483646", "link.period: until, 2019, is before from, 2020",
		}},
		{"a figure", `{"figure":{"measure":"m","label":null,"subjects":[],"value":"x"}}`, []string{
			"figure.label: is required", "figure.unit: is required", `figure.value: "x" is not a decimal number, such as "172.1"`,
			"figure.subjects: at least one is required: the entities that the figure is about",
			`figure.citations: at least one is required, with the source that supports the record, such as [{"source":"report"}]`,
		}},
		{"subjects", `{"figure":{"measure":"m","unit":"u","subjects":[{"park":"a"},{"park":"a"},"b"],"citations":[{"source":"s"}]}}`, []string{
			"figure.subjects.1: is the same entity as an earlier one", `figure.subjects.2: must be one entity by its kind and slug, such as {"district":"baodi"} or "district/baodi"`,
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := decodeNew(t, c.text)
			var got []string
			for _, one := range kg.ErrorsOf(err) {
				got = append(got, one.Error())
			}
			if strings.Join(got, "\n") != strings.Join(c.want, "\n") {
				t.Errorf("the messages are\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
}

// TestErrorsAreCapped: a record with thousands of invalid values has a few errors.
func TestErrorsAreCapped(t *testing.T) {
	t.Parallel()
	_, err := decode(t, entity(`"identifiers":[`+strings.Repeat("5,", 5000)+"5]"))
	if got := kg.ErrorsOf(err); len(got) != 20 || got[19].Field != "official.identifiers.19" {
		t.Errorf("the errors are %v", got)
	}
}

func TestNearest(t *testing.T) {
	t.Parallel()
	known := []string{"slug", "names", "identifiers", "bornOn", "PART_OF"}
	for given, want := range map[string]string{
		"nmaes": "names", "name": "names", "Names": "names", "born_on": "bornOn", "identifirs": "identifiers", "part-of": "PART_OF", "slugg": "slug",
		"colour": "", "id": "", "": "", strings.Repeat("names", 20): "", "宝坻": "",
	} {
		if got := kg.Nearest(given, known); got != want {
			t.Errorf("near %q is %q, want %q", given, got, want)
		}
	}
}

// TestEnumsHaveTheirNames: the descriptions of enums have the names that records have.
func TestEnumsHaveTheirNames(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		values []kg.EnumValue
		names  []string
	}{{kg.NameTypes(), kg.NameTypeNames()}, {kg.Qualifiers(), kg.QualifierNames()}, {kg.FigureTypes(), kg.FigureTypeNames()}} {
		field := kg.Field{Values: c.values}
		if got := field.ValueNames(); strings.Join(got, " ") != strings.Join(c.names, " ") {
			t.Errorf("the enum has %v, want %v", got, c.names)
		}
	}
}
