package kg_test

import (
	"slices"
	"strings"
	"testing"

	"civicgraph/internal/kg"
)

func TestDefaultName(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name  string
		names []kg.Name
		want  string
	}{
		{name: "the only one", names: []kg.Name{{Text: "宝坻", Language: "zh"}}, want: "宝坻"},
		{
			name:  "English before others",
			names: []kg.Name{{Text: "宝坻", Language: "zh"}, {Text: "Baodi", Language: "en"}}, want: "Baodi",
		},
		{
			name: "an English alias before a label of another language",
			names: []kg.Name{
				{Text: "宝坻", Language: "zh"}, {Text: "Paoti", Language: "en", Type: kg.Alias},
			}, want: "Paoti",
		},
		{
			name: "a former English name before a label of another language",
			names: []kg.Name{
				{Text: "宝坻", Language: "zh"}, {Text: "Paoti County", Language: "en", Type: kg.Former},
			}, want: "Paoti County",
		},
		{
			name: "labels before aliases before former names",
			names: []kg.Name{
				{Text: "former", Language: "en", Type: kg.Former}, {Text: "alias", Language: "en", Type: kg.Alias},
				{Text: "label", Language: "en"},
			}, want: "label",
		},
		{
			name: "aliases before former names",
			names: []kg.Name{
				{Text: "former", Language: "en", Type: kg.Former}, {Text: "alias", Language: "en", Type: kg.Alias},
			}, want: "alias",
		},
		{
			name: "the same in another language",
			names: []kg.Name{
				{Text: "former", Language: "zh", Type: kg.Former}, {Text: "alias", Language: "zh", Type: kg.Alias},
				{Text: "label", Language: "bo"},
			}, want: "label",
		},
		{
			name:  "the first of equal names",
			names: []kg.Name{{Text: "one", Language: "en"}, {Text: "two", Language: "en"}}, want: "one",
		},
		{
			name:  "the first of equal names in other languages",
			names: []kg.Name{{Text: "one", Language: "zh"}, {Text: "two", Language: "bo"}}, want: "one",
		},
		{
			name:  "a language tag in upper case is the same language",
			names: []kg.Name{{Text: "宝坻", Language: "zh"}, {Text: "Baodi", Language: "EN"}}, want: "Baodi",
		},
		{
			name: "a kind of English",
			names: []kg.Name{
				{Text: "宝坻", Language: "zh"}, {Text: "Color", Language: "en-US"}, {Text: "baodi", Language: "en-Latn"},
			}, want: "Color",
		},
		{
			name:  "English before a kind of it",
			names: []kg.Name{{Text: "Color", Language: "en-US"}, {Text: "old", Language: "en", Type: kg.Former}}, want: "old",
		},
		{
			name: "a name whose use ended comes last",
			names: []kg.Name{
				{Text: "ended", Language: "en", Until: "1990"}, {Text: "alias", Language: "en", Type: kg.Alias, From: "1990"},
			}, want: "alias",
		},
		{
			name:  "the last of those that ended",
			names: []kg.Name{{Text: "one", Language: "en", Until: "1950"}, {Text: "two", Language: "en", Until: "1990-02"}, {Text: "three", Language: "en", Until: "1990"}},
			want:  "two",
		},
		{
			name:  "a language with the same prefix is another",
			names: []kg.Name{{Text: "宝坻", Language: "zh"}, {Text: "Paoti", Language: "enm"}}, want: "宝坻",
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := kg.DefaultName(c.names).Text; got != c.want {
				t.Errorf("it is %s, want %s", got, c.want)
			}
		})
	}
}

// TestNameOn chooses among names by a day. Each is text, use and period.
func TestNameOn(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, names, day, want string }{
		{"before the end of a former name", "New LABEL /, Old FORMER /1990", "1985-01-01", "Old"},
		{"in the year of the end", "New LABEL /, Old FORMER /1990", "1990-12-31", "Old"},
		{"after the end", "New LABEL /, Old FORMER /1990", "1991-01-01", "New"},
		{"before the start of the label", "Old LABEL /, New LABEL 1991/", "1980-01-01", "Old"},
		{"after the start of the label", "Old LABEL /, New LABEL 1991/", "2000-01-01", "New"},
		{"certain before possible", "Old FORMER /1990, New LABEL 1990-03/", "1990-06-01", "New"},
		{"possible before none", "Other LABEL /, Old FORMER /1990, New LABEL 1990/", "1990-06-01", "New"},
		{"no alias instead of a label", "Label LABEL /, Alias ALIAS 1900/2000", "1950-01-01", "Label"},
		{"an alias of the day before another", "Plain ALIAS /, Alias ALIAS 1900/2000, Maybe ALIAS /2000", "1950-01-01", "Alias"},
		{"a former name without an end", "Label LABEL /, Former FORMER 1900/", "1950-01-01", "Label"},
		{"only names of other days", "One LABEL 1900/1910, Two LABEL 1920/1930, Three FORMER 1800/1850", "1950-01-01", "Two"},
		{"an alias of the day before a label of another", "Label LABEL 2000/, Alias ALIAS /", "1950-01-01", "Alias"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := kg.NameOn(namesOf(c.names), kg.Date(c.day)).Text; got != c.want {
				t.Errorf("it is %s, want %s", got, c.want)
			}
		})
	}
}

// namesOf reads names as text, use, period and, if it is not English, language.
func namesOf(list string) (names []kg.Name) {
	for one := range strings.SplitSeq(list, ", ") {
		if one == "" {
			continue
		}
		parts := append(strings.Fields(one), "en")
		from, until, _ := strings.Cut(parts[2], "/")
		use := kg.NameType(slices.Index(kg.NameTypeNames(), parts[1])) //nolint:gosec // one of three
		names = append(names, kg.Name{Text: parts[0], Language: parts[3], Type: use, From: kg.PartialDate(from), Until: kg.PartialDate(until)})
	}
	return names
}

func TestUniteNames(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, known, given, want string }{
		{"the same again", "A LABEL /, B ALIAS 1990/", "B ALIAS 1990/, A LABEL /", "A LABEL /, B ALIAS 1990/"},
		{"a new one", "A LABEL /", "B LABEL /", "A LABEL /, B LABEL /"},
		{"one in tags of different case", "", "A LABEL /, A LABEL / EN", "A LABEL /"},
		{"a new one twice", "A LABEL /", "B LABEL /, B LABEL /", "A LABEL /, B LABEL /"},
		{"renamed", "A LABEL /", "B LABEL /, A FORMER /", "A FORMER /, B LABEL /"},
		{"renamed and back", "A FORMER /, B LABEL /", "A LABEL /, B FORMER /", "A LABEL /, B FORMER /"},
		{"an alias becomes the label", "A ALIAS /", "A LABEL /", "A LABEL /"},
		{"another language", "A LABEL /", "A FORMER / de", "A LABEL /, A FORMER / de"},
		{"the case of a language", "A LABEL / zh-Hans", "A FORMER / ZH-hans", "A FORMER / zh-Hans"},
		{"a start is learnt", "A LABEL /", "A LABEL 1990/", "A LABEL 1990/"},
		{"an end is learnt", "A LABEL 1950/", "A FORMER /1990", "A FORMER 1950/1990"},
		{"an end is learnt, with the start", "A LABEL 1950/", "A FORMER 1950/1990", "A FORMER 1950/1990"},
		{"an end is corrected", "A LABEL 1950/1990", "A LABEL 1950/1991", "A LABEL 1950/1991"},
		{"ends are kept", "A LABEL 1950/1990", "A FORMER /", "A FORMER 1950/1990"},
		{"another time", "A FORMER /1914", "A LABEL 1991/", "A FORMER /1914, A LABEL 1991/"},
		{"one time follows the other", "A FORMER /1990", "A LABEL 1990/", "A FORMER /1990, A LABEL 1990/"},
		{"the time that is closest", "A FORMER /1914, A LABEL 1991/", "A LABEL 1991/2020", "A FORMER /1914, A LABEL 1991/2020"},
		{"both uses in one record", "B LABEL /", "A LABEL /, A FORMER /", "B LABEL /, A LABEL /, A FORMER /"},
		{"both uses again", "A LABEL /, A FORMER /", "A LABEL /, A FORMER /", "A LABEL /, A FORMER /"},
		{"one of both uses", "A LABEL /, B LABEL /, A FORMER /", "B LABEL /, A FORMER /", "B LABEL /, A FORMER /"},
		{"one name for two that are alike", "A LABEL 1924-01-26/2000", "A LABEL 1924/, A LABEL 1924/2000", "A LABEL 1924/2000, A LABEL 1924/"},
		{"two that become equal", "A LABEL /, A ALIAS /", "A FORMER /, A FORMER / EN", "A FORMER /"},
		{"a label that is an alias, too", "A LABEL /, A ALIAS /", "A LABEL /", "A LABEL /, A ALIAS /"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			known := namesOf(c.known)
			got := kg.UniteNames(known, namesOf(c.given))
			want := namesOf(c.want)
			if isUnchanged := c.want == c.known; isUnchanged {
				want = nil
			}
			if !slices.Equal(got, want) {
				t.Fatalf("they are %+v, want %+v", got, want)
			}
			if got != nil {
				known = got
			}
			if again := kg.UniteNames(known, namesOf(c.given)); again != nil {
				t.Errorf("the second time they are %+v", again)
			}
		})
	}
}

func TestLookupTags(t *testing.T) {
	t.Parallel()
	for languages, want := range map[string]string{
		"en":                "en en-%",
		"EN en":             "en en-%",
		"de-CH-1996":        "de-ch-1996 de-ch de de-ch-1996-%",
		"zh-CN":             "zh-cn zh-hans-cn zh-hans zh zh-cn-%",
		"zh-Hant-HK fr":     "zh-hant-hk zh-hant zh-tw zh-hk zh-mo zh zh-hant-hk-% fr fr-%",
		"zh-Hant-CN-x-a-b":  "zh-hant-cn-x-a-b zh-hant-cn zh-hant zh-tw zh-hk zh-mo zh zh-hant-cn-x-a-b-%",
		"* zh-*-TW *-TW":    "zh-tw zh-hant-tw zh-hant zh zh-tw-%",
		"en_GB e 12 % fr-%": "",
		"en-" + strings.Repeat("abcdefgh-", 7) + "x": "en-abcdefgh-abcdefgh-abcdefgh-abcdefgh-abcdefgh en-abcdefgh-abcdefgh-abcdefgh-abcdefgh en-abcdefgh-abcdefgh-abcdefgh en-abcdefgh-abcdefgh en-abcdefgh en en-abcdefgh-abcdefgh-abcdefgh-abcdefgh-abcdefgh-%",
	} {
		if got := strings.Join(kg.LookupTags(strings.Fields(languages)), " "); got != want {
			t.Errorf("%s finds\n%s, want\n%s", languages, got, want)
		}
	}
}
