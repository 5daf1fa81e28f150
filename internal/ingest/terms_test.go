package ingest_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"civicgraph/internal/ingest"
	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// termsGraph holds a person, a house and two parties.
const termsGraph = `{"source":{"slug":"s","title":"Report"}}
{"official":{"slug":"li","names":[{"text":"Li Na","language":"en"}],"citations":[{"source":"s"}]}}
{"organization":{"slug":"house","names":[{"text":"House","language":"en"}],"type":"LEGISLATURE","citations":[{"source":"s"}]}}
{"organization":{"slug":"blue","names":[{"text":"Blue","language":"en"}],"type":"PARTY","citations":[{"source":"s"}]}}
{"organization":{"slug":"red","names":[{"text":"Red","language":"en"}],"type":"PARTY","citations":[{"source":"s"}]}}
{"district":{"slug":"a","names":[{"text":"A","language":"en"}],"level":"OTHER","citations":[{"source":"s"}]}}
{"district":{"slug":"b","names":[{"text":"B","language":"en"}],"level":"OTHER","citations":[{"source":"s"}]}}
{"district":{"slug":"c","names":[{"text":"C","language":"en"}],"level":"OTHER","citations":[{"source":"s"}]}}
`

// seat is the line of a seat with a period, and maybe other fields.
func seat(period string, fields ...string) string {
	line := `{"link":{"kind":"HOLDS_POST_IN","from":{"official":"li"},"to":{"organization":"house"},"role":"Member","citations":[{"source":"s"}]`
	if period != "" {
		fields = append(fields, `"period":{`+period+`}`)
	}
	for _, field := range fields {
		line += "," + field
	}
	return line + "}}"
}

func jsonl(lines ...string) ingest.Input {
	return ingest.JSONLines("f.jsonl", strings.NewReader(strings.Join(lines, "\n")))
}

// periodsOf returns the periods of the exported links, with what follows them.
func periodsOf(t *testing.T, s *store.Store) []string {
	t.Helper()
	periods := []string{}
	for line := range strings.Lines(exported(t, s, ingest.ExportOptions{Kinds: []string{"link"}})) {
		if strings.HasPrefix(line, `{"link"`) {
			_, rest, _ := strings.Cut(line, `"role":"Member"`)
			rest, _, _ = strings.Cut(rest, `,"citations"`)
			periods = append(periods, strings.TrimPrefix(rest, ","))
		}
	}
	return periods
}

const (
	until16, until19 = `"until":"2016-05-26"`, `"until":"2019-05-26"`
	asPeriod         = `"period":{`
)

// TestTermsOfOnePost: a link is the one that it does not contradict. Where there is no start, the end tells terms apart.
func TestTermsOfOnePost(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		lines []string // periods
		want  []string
		// invalid is the code of the last line, which is refused.
		invalid kg.ErrorCode
	}{
		"two ends":                                {lines: []string{until16, until19}, want: []string{until16, until19}},
		"an end of the undated":                   {lines: []string{"", until16}, want: []string{until16}},
		"a start of the undated":                  {lines: []string{"", `"from":"2014"`}, want: []string{`"from":"2014"`}},
		"a start of the ended":                    {lines: []string{until16, `"from":"2014"`}, want: []string{`"from":"2014",` + until16}},
		"an end of the begun":                     {lines: []string{`"from":"2014"`, until16}, want: []string{`"from":"2014",` + until16}},
		"the undated of the complete":             {lines: []string{`"from":"2014",` + until16, ""}, want: []string{`"from":"2014",` + until16}},
		"a start after the end":                   {lines: []string{until16, `"from":"2017"`}, want: []string{until16, `"from":"2017"`}},
		"the start of one of two":                 {lines: []string{until16, until19, `"from":"2017"`}, want: []string{until16, `"from":"2017",` + until19}},
		"start and end of one of two":             {lines: []string{until16, until19, `"from":"2012",` + until16}, want: []string{until19, `"from":"2012",` + until16}},
		"a start that may be of both":             {lines: []string{until16, until19, `"from":"2012"`}, invalid: kg.BadLink},
		"an undated line of two":                  {lines: []string{until16, until19, ""}, invalid: kg.BadLink},
		"a more precise start":                    {lines: []string{`"from":"2016"`, `"from":"2016-05"`}, want: []string{`"from":"2016-05"`}},
		"a less precise start":                    {lines: []string{`"from":"2016-05-26"`, `"from":"2016"`}, want: []string{`"from":"2016-05-26"`}},
		"a more precise end":                      {lines: []string{`"until":"2016"`, until16}, want: []string{until16}},
		"a less precise end":                      {lines: []string{until16, `"until":"2016-05"`}, want: []string{until16}},
		"two days of a year":                      {lines: []string{`"from":"2016-05-26"`, `"from":"2016-05-27"`}, want: []string{`"from":"2016-05-26"`, `"from":"2016-05-27"`}},
		"a year of two days":                      {lines: []string{`"from":"2016-05-26"`, `"from":"2016-09-01"`, `"from":"2016"`}, invalid: kg.BadLink},
		"attested within":                         {lines: []string{until16, `"attestedOn":"2015-01-01"`}, want: []string{until16 + `,"attestedOn":"2015-01-01"`}},
		"attested after the end":                  {lines: []string{until16, `"attestedOn":"2018-01-01"`}, want: []string{`"attestedOn":"2018-01-01"`, until16}},
		"another end of the same start":           {lines: []string{`"from":"2014",` + until16, `"from":"2014",` + until19}, want: []string{`"from":"2014",` + until19}},
		"no end of the same start":                {lines: []string{`"from":"2014",` + until16, `"from":"2014","until":null`}, want: []string{`"from":"2014"`}},
		"a start that another has":                {lines: []string{`"from":"2014","until":"2018"`, `"from":"2014-03","until":"2015"`, `"from":"2014-03","until":"2018"`}, invalid: kg.BadLink},
		"one day":                                 {lines: []string{`"from":"2014-05-26","until":"2014-05-26"`}, want: []string{`"from":"2014-05-26","until":"2014-05-26"`}},
		"an end in the future":                    {lines: []string{`"from":"2014"`, `"from":"2014","until":"2099"`}, want: []string{`"from":"2014","until":"2099"`}},
		"an end before the start":                 {lines: []string{`"from":"2014","until":"2013"`}, invalid: kg.BadPeriod},
		"an attested day after the end":           {lines: []string{`"from":"2014",` + until16, `"from":"2014","attestedOn":"2018-01-01"`}, invalid: kg.BadPeriod},
		"an end that makes two terms look as one": {lines: []string{`"from":"2014","until":"2018"`, until19, `"from":"2014","until":null`}, invalid: kg.BadLink},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			together, apart := open(t), open(t)
			lines := strings.Split(strings.TrimSpace(termsGraph), "\n")
			for _, s := range []*store.Store{together, apart} {
				if _, err := ingest.Import(t.Context(), s, ingest.Options{}, jsonl(lines...)); err != nil {
					t.Fatal(err)
				}
			}
			var seats []string
			for i, period := range c.lines {
				seats = append(seats, seat(period))
				_, err := ingest.Import(t.Context(), apart, ingest.Options{}, jsonl(seats[i]))
				isRefused := c.invalid != "" && i == len(c.lines)-1
				if (err != nil) != isRefused || isRefused && badLines(t, err)[0].code != c.invalid {
					t.Fatalf("line %d: the error is %v, want %q", i+1, err, c.invalid)
				}
			}
			_, err := ingest.Import(t.Context(), together, ingest.Options{}, jsonl(seats...))
			if c.invalid != "" {
				if got := badLines(t, err); len(got) != 1 || got[0].code != c.invalid {
					t.Errorf("in one file, the bad lines are %v", got)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			want := make([]string, len(c.want))
			for i, period := range c.want {
				want[i] = asPeriod + period + "}"
			}
			for name, s := range map[string]*store.Store{"together": together, "apart": apart} {
				if got := periodsOf(t, s); !slices.Equal(got, want) {
					t.Errorf("%s, the periods are %q, want %q", name, got, want)
				}
			}
			termsComeBack(t, together)
		})
	}
}

// termsComeBack checks that an export can be imported into an empty database, and is the same then.
func termsComeBack(t *testing.T, s *store.Store) {
	t.Helper()
	whole := exported(t, s, ingest.ExportOptions{})
	same(t, "the second export", exported(t, filled(t, []byte(whole)), ingest.ExportOptions{}), whole)
	comesBack(t, []byte(whole))
}

// TestRandomTermsComeBack: whatever terms are imported, they can be told apart, so that an export comes back.
func TestRandomTermsComeBack(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(3, 3))
	date := func(name string, chance int, from ...string) string {
		if random.IntN(100) >= chance {
			return ""
		}
		return `,"` + name + `":` + from[random.IntN(len(from))]
	}
	for range 8 {
		s := open(t)
		lines := strings.Split(strings.TrimSpace(termsGraph), "\n")
		for range 14 {
			period := date("from", 50, `"2014"`, `"2014-03"`, `"2014-03-02"`, `"2014-09"`, `"2016"`, `"2018-01"`) +
				date("until", 50, `"2015"`, `"2015-06"`, `"2015-06-30"`, `"2018"`, `"2020"`, `null`) +
				date("attestedOn", 30, `"2014-12-01"`, `"2017-01-01"`, `null`)
			lines = append(lines, seat(strings.TrimPrefix(period, ",")))
		}
		if _, err := ingest.Import(t.Context(), s, ingest.Options{Lenient: true}, jsonl(lines...)); err != nil {
			t.Fatal(err)
		}
		if len(periodsOf(t, s)) < 2 {
			t.Errorf("only %d links are left", len(periodsOf(t, s)))
		}
		termsComeBack(t, s)
	}
}

// TestRepeatedLines: what lines of one file say of one record is united as if they were in two files. A line that says nothing new is
// passed over and reported. Only what would hide a mistake is refused.
func TestRepeatedLines(t *testing.T) {
	t.Parallel()
	const (
		figure    = `{"figure":{"measure":"m","label":"L","value":"5","unit":"u","subjects":[{"district":"a"}],"citations":[{"source":"s"}]}}`
		statement = `{"statement":{"summary":"S","about":[{"district":"a"}],"citations":[{"source":"s"}]}}`
		district  = `{"district":{"slug":"d","names":[{"text":"D","language":"en"}],"level":"OTHER","citations":[{"source":"s"}]}}`
		partOf    = `{"link":{"kind":"PART_OF","from":{"district":"a"},"to":{"district":"b"},"citations":[{"source":"s"}]}}`
	)
	for name, c := range map[string]struct {
		lines             []string
		created, updated  int
		repeated, invalid int
		has               string
	}{
		"with its end":     {lines: []string{seat(`"from":"2014"`), seat(`"from":"2014",` + until16)}, created: 1, updated: 1, has: `"period":{"from":"2014",` + until16 + `}`},
		"without its end":  {lines: []string{seat(`"from":"2014",` + until16), seat(`"from":"2014"`)}, created: 1, repeated: 1, has: `"period":{"from":"2014",` + until16 + `}`},
		"the same":         {lines: []string{seat(""), seat(""), partOf, partOf, figure, figure, statement, statement, district, district}, created: 5, repeated: 5},
		"two notes":        {lines: []string{seat("", `"note":"M"`), seat("", `"note":"N"`)}, created: 1, updated: 1, has: `"note":"N"`},
		"another citation": {lines: []string{figure, strings.Replace(figure, `{"source":"s"}`, `{"source":"s"},{"source":"s","locator":"p. 2"}`, 1)}, created: 1, updated: 1, has: `"locator":"p. 2"`},
		"another subject":  {lines: []string{statement, strings.Replace(statement, `{"district":"a"}`, `{"district":"b"}`, 1)}, created: 1, updated: 1, has: `"about":[{"district":"a"},{"district":"b"}]`},
		"another field":    {lines: []string{district, `{"district":{"slug":"d","population":5,"citations":[{"source":"s"}]}}`}, created: 1, updated: 1, has: `"population":5`},
		"a name in another language": {
			lines:   []string{district, strings.Replace(district, `"text":"D","language":"en"`, `"text":"丁","language":"zh"`, 1)},
			created: 1, updated: 1, has: `{"text":"丁","language":"zh"}`,
		},
		"a name more":         {lines: []string{district, strings.Replace(district, `"en"}]`, `"en"},{"text":"Dee","language":"en","type":"ALIAS"}]`, 1)}, created: 1, updated: 1, has: `"Dee"`},
		"an alias alone":      {lines: []string{district, strings.Replace(district, `"D","language":"en"`, `"Dee","language":"en","type":"ALIAS"`, 1)}, created: 1, updated: 1, has: `"Dee"`},
		"a former name alone": {lines: []string{strings.Replace(district, `"en"`, `"en","type":"FORMER"`, 1), strings.Replace(district, `"D"`, `"E"`, 1)}, created: 1, updated: 1, has: `"E"`},
		"a name per time": {
			lines: []string{
				strings.Replace(district, `"en"`, `"en","until":"1914"`, 1), strings.Replace(district, `"D","language":"en"`, `"E","language":"en","from":"1914","until":"1924"`, 1),
			},
			created: 1, updated: 1, has: `{"text":"E","language":"en","from":"1914","until":"1924"}`,
		},
		"another name of the time": {lines: []string{strings.Replace(district, `"en"`, `"en","until":"1914"`, 1), strings.Replace(district, `"D","language":"en"`, `"E","language":"EN"`, 1)}, created: 1, invalid: 1},
		"another name":             {lines: []string{district, strings.Replace(district, `"D"`, `"E"`, 1)}, created: 1, invalid: 1},
		"another title":            {lines: []string{`{"source":{"slug":"t","title":"T"}}`, `{"source":{"slug":"t","title":"U"}}`}, created: 1, invalid: 1},
		"another value":            {lines: []string{figure, strings.Replace(figure, `"5"`, `"6"`, 1)}, created: 1, invalid: 1},
		"another label":            {lines: []string{figure, strings.Replace(figure, `"L"`, `"M"`, 1)}, created: 1, invalid: 1},
		"a party that is known":    {lines: []string{seat("", `"onBehalfOf":{"organization":"red"}`), seat("")}, created: 1, repeated: 1, has: `"onBehalfOf":{"organization":"red"}`},
		"a party that is new":      {lines: []string{seat(""), seat("", `"onBehalfOf":{"organization":"red"}`)}, created: 1, updated: 1, has: `"onBehalfOf":{"organization":"red"}`},
		"a symmetric link twice":   {lines: []string{`{"park":{"slug":"p","names":[{"text":"P","language":"en"}],"citations":[{"source":"s"}]}}`, `{"park":{"slug":"q","names":[{"text":"Q","language":"en"}],"citations":[{"source":"s"}]}}`, `{"link":{"kind":"PARTNER_OF","from":{"park":"p"},"to":{"park":"q"},"citations":[{"source":"s"}]}}`, `{"link":{"kind":"PARTNER_OF","from":{"park":"q"},"to":{"park":"p"},"citations":[{"source":"s"}]}}`}, created: 3, repeated: 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := open(t)
			if _, err := ingest.Import(t.Context(), s, ingest.Options{}, jsonl(termsGraph)); err != nil {
				t.Fatal(err)
			}
			strict, err := ingest.Import(t.Context(), s, ingest.Options{DryRun: true}, jsonl(c.lines...))
			if (err != nil) != (c.invalid > 0) || err == nil && strict.Created != c.created {
				t.Errorf("strictly, it did %+v, %v", strict, err)
			}
			report, err := ingest.Import(t.Context(), s, ingest.Options{Lenient: true}, jsonl(c.lines...))
			if err != nil || report.Created != c.created || report.Updated != c.updated || report.Repeated != c.repeated || report.Invalid != c.repeated+c.invalid {
				t.Errorf("it did %+v, %v", report, err)
			}
			for _, line := range report.Lines {
				if line.Errors[0].Code != kg.Duplicate {
					t.Errorf("line %d: %s", line.Line, line.Errors[0].Code)
				}
			}
			if whole := exported(t, s, ingest.ExportOptions{}); !strings.Contains(whole, c.has) {
				t.Errorf("the export has no %s:\n%s", c.has, whole)
			}
			termsComeBack(t, s)
		})
	}
}

// TestHierarchiesOfDifferentDays: a cycle is refused if there is a day on which all its links may hold.
func TestHierarchiesOfDifferentDays(t *testing.T) {
	t.Parallel()
	partOf := func(from, to, period string) string {
		return `{"link":{"kind":"PART_OF","from":{"district":"` + from + `"},"to":{"district":"` + to + `"},"period":{` + period + `},"citations":[{"source":"s"}]}}`
	}
	for name, c := range map[string]struct {
		lines []string
		// refused is the message of the last line.
		refused string
	}{
		"one after the other":     {lines: []string{partOf("a", "b", `"until":"1950"`), partOf("b", "a", `"from":"1960"`)}},
		"years that touch":        {lines: []string{partOf("a", "b", `"until":"1949"`), partOf("b", "a", `"from":"1950"`)}},
		"years that overlap":      {lines: []string{partOf("a", "b", `"until":"1950"`), partOf("b", "a", `"from":"1950"`)}, refused: "from 1950-01-01 until 1950-12-31: b → a → b"},
		"always":                  {lines: []string{partOf("a", "b", ""), partOf("b", "c", ""), partOf("c", "a", "")}, refused: "on any day: c → a → b → c"},
		"three of no common day":  {lines: []string{partOf("a", "b", `"until":"1950"`), partOf("b", "c", `"from":"1940","until":"1960"`), partOf("c", "a", `"from":"1951"`)}},
		"three of a common day":   {lines: []string{partOf("a", "b", `"until":"1955"`), partOf("b", "c", `"from":"1940","until":"1960"`), partOf("c", "a", `"from":"1955-12"`)}, refused: "from 1955-12-01 until 1955-12-31"},
		"an end that moves":       {lines: []string{partOf("a", "b", `"from":"1940","until":"1950"`), partOf("b", "a", `"from":"1960"`), partOf("a", "b", `"from":"1940","until":"1960"`)}, refused: "a → b → a"},
		"an end that is lost":     {lines: []string{partOf("a", "b", `"from":"1940","until":"1950"`), partOf("b", "a", `"from":"1960"`), partOf("a", "b", `"from":"1940","until":null`)}, refused: "from 1960-01-01: a → b → a"},
		"a start that is learned": {lines: []string{partOf("a", "b", `"until":"1950"`), partOf("b", "a", `"from":"1960"`), partOf("a", "b", `"from":"1940"`)}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, files := range [][][]string{{c.lines}, {c.lines[:len(c.lines)-1], c.lines[len(c.lines)-1:]}} {
				s := open(t)
				if _, err := ingest.Import(t.Context(), s, ingest.Options{}, jsonl(termsGraph)); err != nil {
					t.Fatal(err)
				}
				for i, lines := range files {
					_, err := ingest.Import(t.Context(), s, ingest.Options{}, jsonl(lines...))
					switch isLast := i == len(files)-1; {
					case (err != nil) != (isLast && c.refused != ""):
						t.Errorf("the error is %v", err)
					case err != nil && (badLines(t, err)[0].code != kg.BadLink || !strings.Contains(err.Error(), c.refused)):
						t.Errorf("the error is %v, want %s", err, c.refused)
					}
				}
				termsComeBack(t, s)
			}
		})
	}
}
