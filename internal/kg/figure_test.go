package kg_test

import (
	"slices"
	"testing"

	"civicgraph/internal/kg"
)

const figureStart = `{"figure":{"measure":"m","label":"M","unit":"u","citations":[{"source":"s"}]`

func TestDecodeFigure(t *testing.T) {
	t.Parallel()
	record, err := decode(t, figureStart+`,"value":"172100000000","subjects":[{"park":"a"},{"district":"b"}],"statedBy":"o",
		"period":{"from":"2022","until":"2022"},"wording":null}}`)
	if err != nil {
		t.Fatal(err)
	}
	f := record.Figure
	if f.Value.String() != "172100000000" || f.Qualifier != "EXACT" || f.Type != kg.Outcome || f.StatedBy != "o" {
		t.Errorf("it is read as %+v", f)
	}
	if !slices.Equal(f.Subjects, []kg.Ref{{Kind: kg.KindPark, Slug: "a"}, {Kind: kg.KindDistrict, Slug: "b"}}) {
		t.Errorf("its subjects are %v", f.Subjects)
	}
	_, wording := record.Values["wording"]
	_, qualifier := record.Values["qualifier"]
	if !wording || qualifier {
		t.Errorf("the given fields are %v, want the wording and not the qualifier", record.Values)
	}
}

func TestDecodeRefusesFiguresAndStatements(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, text string
		code       kg.ErrorCode
		field      string
	}{
		{"no value", figureStart + `,"subjects":[{"park":"a"}]}}`, kg.MissingField, "value"},
		{"no number", figureStart + `,"value":"many","subjects":[{"park":"a"}]}}`, kg.BadValue, "figure.value"},
		{"about nothing", figureStart + `,"value":"1"}}`, kg.MissingField, "figure.subjects"},
		{"about one twice", figureStart + `,"value":"1","subjects":[{"park":"a"},{"park":"a"}]}}`, kg.Duplicate, "figure.subjects.1"},
		{"about a source", figureStart + `,"value":"1","subjects":[{"source":"a"}]}}`, kg.BadValue, "figure.subjects.0.source"},
		{"no such type", figureStart + `,"value":"1","subjects":[{"park":"a"}],"type":"HOPE"}}`, kg.BadValue, "figure.type"},
		{"ends before it begins", figureStart + `,"value":"1","subjects":[{"park":"a"}],"period":{"from":"2023","until":"2022"}}}`, kg.BadPeriod, "figure.period"},
		{"no gist", `{"statement":{"about":[{"park":"a"}],"citations":[{"source":"s"}]}}`, kg.MissingField, "statement.summary"},
		{"no such day", `{"statement":{"summary":"x","saidOn":"2023-02-30","about":[{"park":"a"}],"citations":[{"source":"s"}]}}`, kg.BadDate, "statement.saidOn"},
		{"nothing supports it", `{"statement":{"summary":"x","about":[{"park":"a"}]}}`, kg.NoCitation, "statement.citations"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := decodeNew(t, c.text)
			if got := clientError(t, err); got.Code != c.code || got.Field != c.field {
				t.Errorf("the error is %s of %s, want %s of %s", got.Code, got.Field, c.code, c.field)
			}
		})
	}
}

func TestLocatorKeySortsAsReadersExpect(t *testing.T) {
	t.Parallel()
	want := []string{"1.2", "1.10", "p. 3", "p. 12", "p. 12a", "¶ 2", "¶ 02", "¶ 10", "¶ 100", ""}
	got := slices.Clone(want)
	slices.Reverse(got)
	slices.SortStableFunc(got, func(a, b string) int {
		if kg.LocatorKey(a) < kg.LocatorKey(b) {
			return -1
		}
		if kg.LocatorKey(a) > kg.LocatorKey(b) {
			return 1
		}
		return len(a) - len(b)
	})
	if !slices.Equal(got, want) {
		t.Errorf("they are sorted as %q, want %q", got, want)
	}
}
