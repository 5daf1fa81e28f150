package search_test

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"civicgraph/internal/search"
)

func whole(text string) search.Key { return search.Key{Text: text, Start: search.Whole} }
func word(text string) search.Key  { return search.Key{Text: text, Start: search.Word} }

func TestKeys(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name string
		want []search.Key
	}{
		{name: "", want: nil},
		{name: "–", want: nil},
		{name: "Tianjin", want: []search.Key{whole("tianjin")}},
		{name: "tiānjīn", want: []search.Key{whole("tianjin")}},
		{name: "Tian Jin", want: []search.Key{whole("tian jin"), word("jin"), whole("tianjin")}},
		{name: "天津", want: []search.Key{whole("天津"), word("津"), whole("tianjin"), word("jin")}},
		{name: "区区", want: []search.Key{whole("区区"), word("区"), whole("ququ"), word("qu")}},
		{
			name: "武清区",
			want: []search.Key{
				whole("武清区"), word("清区"), word("区"), whole("wuqingqu"), word("qingqu"), word("qu"),
			},
		},
		{
			name: "天津 Tianjin",
			want: []search.Key{
				whole("天津 tianjin"), word("津 tianjin"), word("tianjin"), whole("天津tianjin"),
				whole("tianjintianjin"), word("jintianjin"),
			},
		},
		{
			name: "3号线",
			want: []search.Key{
				whole("3号线"), word("号线"), word("线"), whole("3haoxian"), word("haoxian"), word("xian"),
			},
		},
		{name: "New New", want: []search.Key{whole("new new"), word("new"), whole("newnew")}},
		{
			name: "单", want: []search.Key{whole("单"), whole("dan"), whole("shan")},
		},
		{
			name: "吕梁", want: []search.Key{whole("吕梁"), word("梁"), whole("luliang"), word("liang"), whole("lvliang")},
		},
	}
	for _, c := range cases {
		if got := search.Keys(c.name); !slices.Equal(got, c.want) {
			t.Errorf("%q has the keys %v, want %v", c.name, got, c.want)
		}
	}
}

func TestCodeKeys(t *testing.T) {
	t.Parallel()
	cases := []struct {
		scheme, value string
		want          []search.Key
	}{
		{scheme: "gbt2260", value: "120115", want: []search.Key{whole("120115"), whole("gbt2260 120115")}},
		{scheme: "wikidata", value: "Q11736", want: []search.Key{whole("q11736"), whole("wikidata q11736")}},
		{scheme: "", value: "120115", want: []search.Key{whole("120115")}},
		{scheme: "gbt2260", value: "-", want: nil},
		{
			scheme: "isbn", value: "978-7-5",
			want: []search.Key{whole("978 7 5"), whole("isbn 978 7 5"), whole("97875")},
		},
	}
	for _, c := range cases {
		if got := search.CodeKeys(c.scheme, c.value); !slices.Equal(got, c.want) {
			t.Errorf("%s %s has the keys %v, want %v", c.scheme, c.value, got, c.want)
		}
	}
}

func TestHanRuns(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"天津市武清区", "天津经济技术开发区管理委员会", "地铁3号线Line 3北段", "二〇二三年",
		strings.Repeat("单", search.MaxKey), strings.Repeat("重长朝乐单解曾查仇盖", search.MaxKey/10),
		"都重长朝乐单解曾查仇盖尉蔚厦藏翟缪覃朴召柏薄隗堡埔泊陂浒莘珲浚涡畜着坻伽荥隽吕女",
	} {
		checkHanRuns(t, name, search.Keys(name))
	}
}

// checkHanRuns wants that every run of Han characters in a name that is no longer than a key begins one of its keys. It is
// enough to look for the longest run from each character on.
func checkHanRuns(t *testing.T, name string, keys []search.Key) {
	t.Helper()
	runes := []rune(search.Fold(name))
	if len(runes) > search.MaxKey {
		return
	}
	for from := range runes {
		to := from
		for to < len(runes) && unicode.Is(unicode.Han, runes[to]) {
			to++
		}
		run := string(runes[from:to])
		if !slices.ContainsFunc(keys, func(k search.Key) bool { return strings.HasPrefix(k.Text, run) }) {
			t.Fatalf("no key of %s begins with %s", name, run)
		}
	}
}

func checkKeys(t *testing.T, name string) {
	t.Helper()
	keys := search.Keys(name)
	if !slices.Equal(keys, search.Keys(name)) {
		t.Fatalf("the keys of %q change", name)
	}
	if len(keys) > search.MaxKeys {
		t.Fatalf("%q has %d keys", name, len(keys))
	}
	if (len(keys) == 0) != (search.Fold(name) == "") {
		t.Fatalf("%q has %d keys", name, len(keys))
	}
	seen := map[string]bool{}
	for _, k := range keys {
		if k.Text == "" || utf8.RuneCountInString(k.Text) > search.MaxKey || search.Fold(k.Text) != k.Text || seen[k.Text] {
			t.Fatalf("%q has the keys %q", name, keys)
		}
		seen[k.Text] = true
	}
	checkHanRuns(t, name, keys)
	if len(keys) > 0 && keys[0].Start != search.Whole {
		t.Fatalf("the first key of %q is not the whole name", name)
	}
}

func TestKeysOfLongNames(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		strings.Repeat("天", 1000), strings.Repeat("长 ", 1000), strings.Repeat("a ", 1000), strings.Repeat("a", 1000),
		strings.Repeat("a", search.MaxKey) + " b", strings.Repeat("한", 50),
	} {
		checkKeys(t, name)
	}
}

func FuzzKeys(f *testing.F) {
	for _, text := range samples() {
		f.Add(text)
	}
	f.Fuzz(checkKeys)
}

func BenchmarkKeys(b *testing.B) {
	for name, text := range map[string]string{
		"word":     "Tianjin",
		"Latin":    "Tianjin Binhai New Area Administrative Committee",
		"accents":  "Łódź Đà Nẵng tiānjīn",
		"Han":      "武清区",
		"long Han": "天津经济技术开发区管理委员会",
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				search.Keys(text)
			}
		})
	}
}
