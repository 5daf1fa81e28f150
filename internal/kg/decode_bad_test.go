package kg_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"civicgraph/internal/kg"
)

// badRecord is a record that must be refused, with the code and the end of the path of the error; no path for the whole
// record.
type badRecord struct {
	name, text string
	code       kg.ErrorCode
	field      string
}

func TestDecodeRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range concat(badRecords(), badEntities(), badValues(), badLinks()) {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			record, err := decodeNew(t, c.text)
			mistake := clientError(t, err)
			if mistake.Code != c.code || record != nil {
				t.Errorf("the error is %s: %v, want %s", mistake.Code, mistake, c.code)
			}
			if c.field != "" && !strings.HasSuffix("."+mistake.Field, "."+c.field) {
				t.Errorf("the field is %q, want %q", mistake.Field, c.field)
			}
			if len(mistake.Error()) > 400 {
				t.Errorf("the error is %d bytes long", len(mistake.Error()))
			}
		})
	}
}

// decodeNew reads a record that does not exist yet.
func decodeNew(t *testing.T, text string) (*kg.Record, error) {
	t.Helper()
	record, err := decode(t, text)
	if err == nil {
		err = kg.NewKinds().CheckNew(record)
	}
	if err != nil {
		return nil, err
	}
	return record, nil
}

func concat(lists ...[]badRecord) []badRecord {
	var all []badRecord
	for _, list := range lists {
		all = append(all, list...)
	}
	return all
}

func badRecords() []badRecord {
	return []badRecord{
		{"no key", `{}`, kg.BadValue, ""},
		{"two keys", `{"source":{"slug":"a","title":"T"},"village":{}}`, kg.BadValue, ""},
		{"no such kind", `{"village":{"slug":"a"}}`, kg.UnknownKind, ""},
		{"a kind in upper case", `{"Source":{"slug":"a","title":"T"}}`, kg.UnknownKind, ""},
		{"the plural of a kind", `{"sources":{"slug":"a","title":"T"}}`, kg.UnknownKind, ""},
		{"no name of a kind", `{"` + strings.Repeat("k", 5000) + `":{}}`, kg.UnknownKind, ""},
		{"a text for a record", `{"district":"a"}`, kg.BadValue, ""},
		{"a list for a record", `{"district":[]}`, kg.BadValue, ""},
		{"null for a record", `{"district":null}`, kg.BadValue, ""},
		{"an empty record", `{"district":{}}`, kg.MissingField, "slug"},
		{"an empty link", `{"link":{}}`, kg.MissingField, "kind"},
	}
}

// entity returns a valid official, except for fields that are replaced (`"slug":"A"`) or removed (`"slug":`).
func entity(changes ...string) string { return record("official", goodEntity(), changes) }

func goodEntity() []string {
	return []string{`"slug":"a"`, `"names":[{"text":"N","language":"en"}]`, `"citations":[{"source":"s"}]`}
}

func link(changes ...string) string {
	return record("link", []string{
		`"kind":"PART_OF"`, `"from":{"district":"a"}`, `"to":{"district":"b"}`, `"citations":[{"source":"s"}]`,
	}, changes)
}

// record returns a record of fields, some of which are replaced, removed or added.
func record(kind string, fields, changes []string) string {
	fields = append([]string{}, fields...)
	for _, change := range changes {
		name, value, _ := strings.Cut(change, ":")
		at := len(fields)
		for i, field := range fields {
			if strings.HasPrefix(field, name+":") {
				at = i
			}
		}
		if at < len(fields) {
			fields = append(fields[:at], fields[at+1:]...)
		}
		if value != "" {
			fields = append(fields, change)
		}
	}
	return `{"` + kind + `":{` + strings.Join(fields, ",") + `}}`
}

func badEntities() []badRecord {
	return []badRecord{
		{"no slug", entity(`"slug":`), kg.MissingField, "slug"},
		{"slug null", entity(`"slug":null`), kg.MissingField, "slug"},
		{"slug a number", entity(`"slug":5`), kg.BadSlug, "slug"},
		{"slug empty", entity(`"slug":""`), kg.BadSlug, "slug"},
		{"slug in upper case", entity(`"slug":"Baodi"`), kg.BadSlug, "slug"},
		{"slug with two hyphens running", entity(`"slug":"a--b"`), kg.BadSlug, "slug"},
		{"slug with a hyphen in front", entity(`"slug":"-a"`), kg.BadSlug, "slug"},
		{"slug with a hyphen behind", entity(`"slug":"a-"`), kg.BadSlug, "slug"},
		{"slug of a hyphen", entity(`"slug":"-"`), kg.BadSlug, "slug"},
		{"slug with an underscore", entity(`"slug":"a_b"`), kg.BadSlug, "slug"},
		{"slug with a space", entity(`"slug":"a b"`), kg.BadSlug, "slug"},
		{"slug with a line feed", entity(`"slug":"a\n"`), kg.BadSlug, "slug"},
		{"slug not ASCII", entity(`"slug":"bé"`), kg.BadSlug, "slug"},
		{"slug of 81 characters", entity(`"slug":"` + strings.Repeat("x", 81) + `"`), kg.BadSlug, "slug"},
		{"slug of a megabyte", entity(`"slug":"` + strings.Repeat("x", 1<<20) + `"`), kg.BadSlug, "slug"},
		{"former slugs a text", entity(`"formerSlugs":"b"`), kg.BadValue, "formerSlugs"},
		{"a bad former slug", entity(`"formerSlugs":["b","B"]`), kg.BadSlug, "formerSlugs.1"},
		{"an empty former slug", entity(`"formerSlugs":[""]`), kg.BadValue, "formerSlugs.0"},
		{"no names", entity(`"names":`), kg.MissingField, "names"},
		{"names null", entity(`"names":null`), kg.MissingField, "names"},
		{"names empty", entity(`"names":[]`), kg.MissingField, "names"},
		{"names a text", entity(`"names":"N"`), kg.BadValue, "names"},
		{"names an object", entity(`"names":{"text":"N","language":"en"}`), kg.BadValue, "names"},
		{"a name that is a text", entity(`"names":["N"]`), kg.BadValue, "names.0"},
		{"a name that is null", entity(`"names":[null]`), kg.BadValue, "names.0"},
		{"a blank name", entity(`"names":[{"text":" \t\u3000","language":"en"}]`), kg.BadValue, "names.0.text"},
		{"a name without text", entity(`"names":[{"language":"en"}]`), kg.MissingField, "names.0.text"},
		{"a name without language", entity(`"names":[{"text":"N"}]`), kg.MissingField, "names.0.language"},
		{"a name of no language", entity(`"names":[{"text":"N","language":""}]`), kg.BadValue, "names.0.language"},
		{"a second name that is bad", entity(`"names":[{"text":"N","language":"en"},{"text":5,"language":"en"}]`), kg.BadValue, "names.1.text"},
		{"no BCP 47 tag", entity(`"names":[{"text":"N","language":"not a tag"}]`), kg.BadValue, "names.0.language"},
		{"a tag with an underscore", entity(`"names":[{"text":"N","language":"en_GB"}]`), kg.BadValue, "names.0.language"},
		{"a tag that ends in a hyphen", entity(`"names":[{"text":"N","language":"en-"}]`), kg.BadValue, "names.0.language"},
		{"a tag of one letter", entity(`"names":[{"text":"N","language":"e"}]`), kg.BadValue, "names.0.language"},
		{"a tag with a long part", entity(`"names":[{"text":"N","language":"en-abcdefghi"}]`), kg.BadValue, "names.0.language"},
		{"a name that ends before it begins", entity(`"names":[{"text":"N","language":"en","from":"1990","until":"1989-12"}]`), kg.BadPeriod, "names.0.until"},
		{"a name from no date", entity(`"names":[{"text":"N","language":"en","from":"soon"}]`), kg.BadDate, "names.0.from"},
		{"a name until a number", entity(`"names":[{"text":"N","language":"en","until":1990}]`), kg.BadValue, "names.0.until"},
		{"a name with a period inside", entity(`"names":[{"text":"N","language":"en","period":{"from":"1990"}}]`), kg.BadValue, "names.0.period"},
		{"a tag that is not ASCII", entity(`"names":[{"text":"N","language":"zh-Hané"}]`), kg.BadValue, "names.0.language"},
		{"a tag with the sign of kelvin", entity(`"names":[{"text":"N","language":"to\u212A"}]`), kg.BadValue, "names.0.language"},
		{"no such use of a name", entity(`"names":[{"text":"N","language":"en","type":"NICKNAME"}]`), kg.BadValue, "names.0.type"},
		{"a use in small letters", entity(`"names":[{"text":"N","language":"en","type":"label"}]`), kg.BadValue, "names.0.type"},
		{"a name with a field too many", entity(`"names":[{"text":"N","language":"en","script":"Latn"}]`), kg.BadValue, "names.0.script"},
		{"NUL in a name", entity(`"names":[{"text":"N\u0000","language":"en"}]`), kg.BadValue, "names.0.text"},
		{"half a surrogate pair", entity(`"names":[{"text":"\ud800","language":"en"}]`), kg.BadValue, "names.0.text"},
		{"an identifier without value", entity(`"identifiers":[{"scheme":"wikidata"}]`), kg.MissingField, "identifiers.0.value"},
		{"an identifier without scheme", entity(`"identifiers":[{"value":"Q1"}]`), kg.MissingField, "identifiers.0.scheme"},
		{"a blank identifier", entity(`"identifiers":[{"scheme":"wikidata","value":" "}]`), kg.BadValue, "identifiers.0.value"},
		{"identifiers an object", entity(`"identifiers":{"wikidata":"Q1"}`), kg.BadValue, "identifiers"},
		{"no citations", entity(`"citations":`), kg.NoCitation, "citations"},
		{"citations null", entity(`"citations":null`), kg.NoCitation, "citations"},
		{"citations empty", entity(`"citations":[]`), kg.NoCitation, "citations"},
		{"citations a text", entity(`"citations":"s"`), kg.BadValue, "citations"},
		{"a citation that is a text", entity(`"citations":["s"]`), kg.BadValue, "citations.0"},
		{"a citation without source", entity(`"citations":[{"locator":"¶ 9"}]`), kg.MissingField, "citations.0.source"},
		{"a locator that is a number", entity(`"citations":[{"source":"s","locator":9}]`), kg.BadValue, "citations.0.locator"},
		{"a citation with a field too many", entity(`"citations":[{"source":"s","page":"9"}]`), kg.BadValue, "citations.0.page"},
		{"a field too many", entity(`"colour":"red"`), kg.BadValue, "colour"},
		{"a field of another kind", entity(`"level":"CITY"`), kg.BadValue, "level"},
		{"a field in other letters", entity(`"bornon":"1962"`), kg.BadValue, "bornon"},
		{"names of a source", `{"source":{"slug":"s","title":"T","names":[]}}`, kg.BadValue, "names"},
		{"citations of a source", `{"source":{"slug":"s","title":"T","citations":[{"source":"s"}]}}`, kg.BadValue, "citations"},
		{"a source without title", `{"source":{"slug":"s"}}`, kg.MissingField, "title"},
		{"a source whose title is null", `{"source":{"slug":"s","title":null}}`, kg.MissingField, "title"},
		{"a source whose title is blank", `{"source":{"slug":"s","title":" "}}`, kg.BadValue, "title"},
	}
}

// of returns a record of a kind with its required field.
func of(kind, fields string) string {
	return record(kind, append(goodEntity(), fields), nil)
}

func badValues() []badRecord {
	return []badRecord{
		{"summary a number", entity(`"summary":5`), kg.BadValue, "summary"},
		{"30 February", entity(`"bornOn":"2023-02-30"`), kg.BadDate, "bornOn"},
		{"29 February 1900", entity(`"bornOn":"1900-02-29"`), kg.BadDate, "bornOn"},
		{"month 13", entity(`"bornOn":"2023-13"`), kg.BadDate, "bornOn"},
		{"a dotted date", entity(`"bornOn":"1962.5"`), kg.BadDate, "bornOn"},
		{"an empty date", entity(`"bornOn":""`), kg.BadDate, "bornOn"},
		{"a date that is a number", entity(`"bornOn":1962`), kg.BadValue, "bornOn"},
		{"latitude 91", entity(`"location":{"lat":91,"lon":0}`), kg.BadValue, "location.lat"},
		{"longitude -181", entity(`"location":{"lat":0,"lon":-181}`), kg.BadValue, "location.lon"},
		{"latitude 1e400", entity(`"location":{"lat":1e400,"lon":0}`), kg.BadValue, "location.lat"},
		{"latitude a text", entity(`"location":{"lat":"39","lon":0}`), kg.BadValue, "location.lat"},
		{"no longitude", entity(`"location":{"lat":39}`), kg.MissingField, "location.lon"},
		{"a height", entity(`"location":{"lat":39,"lon":117,"height":5}`), kg.BadValue, "location.height"},
		{"a place that is a list", entity(`"location":[39,117]`), kg.BadValue, "location"},
		{"no level", of("district", `"population":5`), kg.MissingField, "level"},
		{"level null", of("district", `"level":null`), kg.MissingField, "level"},
		{"no such level", of("district", `"level":"VILLAGE"`), kg.BadValue, "level"},
		{"a level in small letters", of("district", `"level":"city"`), kg.BadValue, "level"},
		{"population a text", of("district", `"level":"CITY","population":"5"`), kg.BadValue, "population"},
		{"population a fraction", of("district", `"level":"CITY","population":5.5`), kg.BadValue, "population"},
		{"population below 0", of("district", `"level":"CITY","population":-1`), kg.BadValue, "population"},
		{"population beyond 32 bits", of("district", `"level":"CITY","population":2147483648`), kg.BadValue, "population"},
		{"population beyond 64 bits", of("district", `"level":"CITY","population":99999999999999999999`), kg.BadValue, "population"},
		{"an area below 0", of("park", `"areaHectares":"-1"`), kg.BadValue, "areaHectares"},
		{"an area with five places", of("park", `"areaHectares":"1.00001"`), kg.BadValue, "areaHectares"},
		{"an area of true", of("park", `"areaHectares":true`), kg.BadValue, "areaHectares"},
		{"no status", of("project", `"projectCount":1`), kg.MissingField, "status"},
		{"no projects at all", of("project", `"status":"UNKNOWN","projectCount":0`), kg.BadValue, "projectCount"},
		{"a decimal comma", of("project", `"status":"UNKNOWN","investment":{"amount":"12,5","currency":"CNY"}`), kg.BadValue, "investment.amount"},
		{"an amount below 0", of("project", `"status":"UNKNOWN","investment":{"amount":"-1","currency":"CNY"}`), kg.BadValue, "investment.amount"},
		{"no amount", of("project", `"status":"UNKNOWN","investment":{"currency":"CNY"}`), kg.MissingField, "investment.amount"},
		{"no currency", of("project", `"status":"UNKNOWN","investment":{"amount":"1"}`), kg.MissingField, "investment.currency"},
		{"no currency code", of("project", `"status":"UNKNOWN","investment":{"amount":"1","currency":"yuan"}`), kg.BadValue, "investment.currency"},
		{"a currency code in small letters", of("project", `"status":"UNKNOWN","investment":{"amount":"1","currency":"cny"}`), kg.BadValue, "investment.currency"},
		{"an amount alone", of("project", `"status":"UNKNOWN","investment":"1"`), kg.BadValue, "investment"},
		{"sectors a text", of("project", `"status":"UNKNOWN","sectors":"energy"`), kg.BadValue, "sectors"},
		{"a blank sector", of("project", `"status":"UNKNOWN","sectors":["energy"," "]`), kg.BadValue, "sectors.1"},
		{
			"completed before started", of("project", `"status":"UNKNOWN","startedOn":"2020","completedOn":"2019-12-31"`),
			kg.BadPeriod, "completedOn",
		},
		{"a script for an address", `{"source":{"slug":"s","title":"T","url":"javascript:alert(1)"}}`, kg.BadValue, "url"},
		{"an address of a file", `{"source":{"slug":"s","title":"T","url":"file:///etc/passwd"}}`, kg.BadValue, "url"},
		{"an address without host", `{"source":{"slug":"s","title":"T","url":"https://"}}`, kg.BadValue, "url"},
		{"an address with a space", `{"source":{"slug":"s","title":"T","url":"https://a b"}}`, kg.BadValue, "url"},
		{"a relative address", `{"source":{"slug":"s","title":"T","url":"/a"}}`, kg.BadValue, "url"},
	}
}

func badLinks() []badRecord {
	return []badRecord{
		{"no such kind of link", link(`"kind":"LIKES"`), kg.BadValue, "kind"},
		{"a kind of link in small letters", link(`"kind":"part_of"`), kg.BadValue, "kind"},
		{"an empty kind of link", link(`"kind":""`), kg.BadValue, "kind"},
		{"no from", link(`"from":`), kg.MissingField, "from"},
		{"to null", link(`"to":null`), kg.MissingField, "to"},
		{"a slug for an end", link(`"to":"b"`), kg.BadValue, "to"},
		{"an end without key", link(`"from":{}`), kg.BadValue, "from"},
		{"an end with two keys", link(`"from":{"district":"a","official":"b"}`), kg.BadValue, "from"},
		{"an end of no kind", link(`"to":{"village":"b"}`), kg.BadValue, "to.village"},
		{"a source for an end", link(`"to":{"source":"b"}`), kg.BadValue, "to.source"},
		{"a link for an end", link(`"to":{"link":"b"}`), kg.BadValue, "to.link"},
		{"an end with a bad slug", link(`"to":{"district":"B"}`), kg.BadSlug, "to.district"},
		{"an end whose slug is null", link(`"to":{"district":null}`), kg.MissingField, "to.district"},
		{"part of itself", link(`"to":{"district":"a"}`), kg.BadLink, "to"},
		{"the wrong way round", link(`"kind":"HOLDS_POST_IN"`, `"to":{"official":"b"}`), kg.BadLink, "kind"},
		{"order below 0", link(`"order":-1`), kg.BadValue, "order"},
		{"order a text", link(`"order":"1"`), kg.BadValue, "order"},
		{"the order that stands for none", link(`"order":2147483647`), kg.BadValue, "order"},
		{"role a number", link(`"role":1`), kg.BadValue, "role"},
		{"a period that is a text", link(`"period":"2019/2020"`), kg.BadValue, "period"},
		{"a period with a field too many", link(`"period":{"to":"2020"}`), kg.BadValue, "period.to"},
		{"a period from no date", link(`"period":{"from":"2023-02-30"}`), kg.BadDate, "period.from"},
		{"a period until no date", link(`"period":{"until":"soon"}`), kg.BadDate, "period.until"},
		{"a period from an empty date", link(`"period":{"from":""}`), kg.BadDate, "period.from"},
		{"attested in a month", link(`"period":{"attestedOn":"2023-01"}`), kg.BadDate, "period.attestedOn"},
		{"attested on an empty day", link(`"period":{"attestedOn":""}`), kg.BadDate, "period.attestedOn"},
		{"ends before it begins", link(`"period":{"from":"2015-06-01","until":"2015-05-31"}`), kg.BadPeriod, "period"},
		{"ends before it begins, unequal precision", link(`"period":{"from":"2020","until":"2019-12"}`), kg.BadPeriod, "period"},
		{"attested outside", link(`"period":{"from":"2020","attestedOn":"2019-12-31"}`), kg.BadPeriod, "period"},
		{"a link without citations", link(`"citations":`), kg.NoCitation, "citations"},
		{"a link whose citations are empty", link(`"citations":[]`), kg.NoCitation, "citations"},
		{"a link with a slug", link(`"slug":"a"`), kg.BadValue, "slug"},
	}
}

// FuzzDecode decodes any JSON: it is refused with a code of records, or decoding its encoding gives the same record.
func FuzzDecode(f *testing.F) {
	for _, line := range canonical {
		f.Add(line)
	}
	for _, c := range concat(badRecords(), badEntities(), badValues(), badLinks()) {
		if len(c.text) < 1000 {
			f.Add(c.text)
		}
	}
	f.Add(entity())
	f.Add(link())
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := object(text); err != nil {
			return
		}
		record, err := decode(t, text)
		if err != nil {
			if code := clientError(t, err).Code; !slices.Contains(recordCodes(), code) {
				t.Errorf("the code is %s", code)
			}
			return
		}
		withoutNulls(record)
		line := string(kg.NewKinds().Encode(record).AppendJSON(nil))
		again, err := decode(t, line)
		if err != nil || !reflect.DeepEqual(again, record) {
			t.Errorf("%s is decoded as\n%+v, error %v, want\n%+v", line, again, err, record)
		}
	})
}

// recordCodes returns the codes of errors in a record by itself.
func recordCodes() []kg.ErrorCode {
	return []kg.ErrorCode{
		kg.UnknownKind, kg.MissingField, kg.BadValue, kg.BadDate, kg.BadPeriod, kg.BadSlug, kg.Duplicate, kg.BadLink, kg.NoCitation, kg.TooLarge,
	}
}
