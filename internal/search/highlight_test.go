package search_test

import (
	"html"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"civicgraph/internal/search"
)

func TestHighlight(t *testing.T) {
	t.Parallel()
	cases := []struct{ text, query, want string }{
		{text: "", query: "a", want: ""},
		{text: "Tianjin", query: "", want: "Tianjin"},
		{text: "a < b", query: "?", want: "a &lt; b"},
		{text: "天津市", query: "天津", want: "<em>天津</em>市"},
		{text: "天津市", query: "津", want: "天<em>津</em>市"},
		{text: "Tiānjīn", query: "tianjin", want: "<em>Tiānjīn</em>"},
		{text: "Tia\u0304nji\u0304n", query: "tia", want: "<em>Tia\u0304</em>nji\u0304n"},
		{text: "Tia\u0304nji\u0304n", query: "tiānj", want: "<em>Tia\u0304nj</em>i\u0304n"},
		{text: "Tian Jin Port", query: "tianjin", want: "<em>Tian Jin</em> Port"},
		{text: "Tianjin", query: "Tian jin", want: "<em>Tianjin</em>"},
		{text: "Tianjin Port", query: "Tianjn", want: "<em>Tianjin</em> Port"},
		{text: "Port of Tianjin", query: "Tianjn", want: "Port of <em>Tianjin</em>"},
		{text: "武清区", query: "wuqing", want: "<em>武清</em>区"},
		{text: "天津市武清区", query: "Wu qing", want: "天津市<em>武清</em>区"},
		{text: "武清区", query: "wuqi", want: "<em>武清</em>区"},
		{text: "重庆市", query: "chongqing", want: "<em>重庆</em>市"},
		{text: "单志刚", query: "shan", want: "<em>单</em>志刚"},
		{text: "吕梁", query: "lvliang", want: "<em>吕梁</em>"},
		{text: "地铁3号线", query: "ditie3", want: "<em>地铁3</em>号线"},
		{text: "Baodi District", query: "district baodi", want: "<em>Baodi</em> <em>District</em>"},
		{text: "Baodi District", query: "distrit baodi", want: "<em>Baodi</em> <em>District</em>"},
		{text: "武清区", query: "区 武清", want: "<em>武清区</em>"},
		{text: "120115", query: "gbt2260:120115", want: "<em>120115</em>"},
		{text: "A & B <Tianjin>", query: "tianjin", want: "A &amp; B &lt;<em>Tianjin</em>&gt;"},
		{text: "New new \"New\"", query: "new", want: "<em>New</em> <em>new</em> &#34;<em>New</em>&#34;"},
		{text: "R&D", query: "shanghai", want: "<em>R&amp;D</em>"},
		{text: "Straße", query: "stras", want: "<em>Straß</em>e"},
		{text: "ﬁve", query: "f", want: "<em>ﬁ</em>ve"},
		{text: "ﬁ\u0301ve", query: "f", want: "<em>ﬁ\u0301</em>ve"},
		{text: "한국", query: "ᄒ", want: "<em>한</em>국"},
		{text: "\u1112\u1161\u11ab\u1100", query: "ᄒ", want: "<em>\u1112\u1161\u11ab</em>\u1100"},
		{text: "\xffTianjin\xff", query: "tian", want: "\xff<em>Tian</em>jin\xff"},
	}
	for _, c := range cases {
		if got := search.Highlight(c.text, c.query); got != c.want {
			t.Errorf("%q in %q: %q, want %q", c.query, c.text, got, c.want)
		}
	}
}

func checkHighlight(t *testing.T, text, query string) {
	t.Helper()
	got := search.Highlight(text, query)
	plain := strings.NewReplacer("<em>", "", "</em>", "").Replace(got)
	if strings.ContainsAny(plain, "<>\"'") {
		t.Fatalf("%q in %q: %q is not escaped", query, text, got)
	}
	if html.UnescapeString(plain) != text {
		t.Fatalf("%q in %q: %q says something else", query, text, got)
	}
	if utf8.ValidString(text) && !utf8.ValidString(got) {
		t.Fatalf("%q in %q: %q cuts a letter in two", query, text, got)
	}
	if strings.Count(got, "<em>") != strings.Count(got, "</em>") || strings.Contains(got, "<em></em>") {
		t.Fatalf("%q in %q: %q has bad tags", query, text, got)
	}
	if !search.Parse(query).IsEmpty() && text != "" && !strings.Contains(got, "<em>") {
		t.Fatalf("%q in %q: %q has no emphasis", query, text, got)
	}
	for _, piece := range strings.Split(got, "</em>")[1:] {
		if r, _ := utf8.DecodeRuneInString(html.UnescapeString(piece)); unicode.Is(unicode.M, r) {
			t.Fatalf("%q in %q: %q takes a mark from its letter", query, text, got)
		}
	}
}

func TestHighlightOfLongStrings(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		strings.Repeat("a", 1e5), strings.Repeat("单", 1e5), strings.Repeat("a\u0301", 1e5), "a" + strings.Repeat("\u0301", 1e5),
		strings.Repeat("\u1161", 1e5),
	} {
		for _, query := range []string{"a", "aaaaaaab", "shanshanshanshanshan", "ᅡ", "x y z"} {
			checkHighlight(t, text, query)
		}
	}
}

func FuzzHighlight(f *testing.F) {
	for _, text := range samples() {
		for _, query := range []string{"a", "tianjin", "Tianjn", "天", "luliang", "3 chang"} {
			f.Add(text, query)
		}
	}
	f.Fuzz(checkHighlight)
}

func BenchmarkHighlight(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		search.Highlight("天津经济技术开发区管理委员会", "jingji kaifaqu")
	}
}
