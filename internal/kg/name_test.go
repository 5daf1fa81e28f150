package kg_test

import (
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
