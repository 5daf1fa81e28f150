package search_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"civicgraph/internal/search"
)

// TestSortKey has names in order. Those with = between them are equal; each is a text, or text@language.
func TestSortKey(t *testing.T) {
	t.Parallel()
	for name, order := range map[string][]string{
		"provinces":               {"安徽@zh", "北京@zh", "重庆@zh", "上海@zh", "天津@zh", "浙江@zh"},
		"places with own sounds":  {"长春", "长沙", "成都", "重庆", "大连", "西安", "厦门"},
		"syllables are words":     {"西安", "先锋"},
		"one surname together":    {"李白", "李强", "里昂"},
		"tones":                   {"妈", "麻", "马", "骂"},
		"u before ü":              {"录", "驴", "吕", "绿", "乱"},
		"Chinese and Latin":       {"1 Road", "Anhui", "Bei", "北京", "Beijing", "成都", "Chengdu", "Zone"},
		"a shorter name first":    {"北京", "北京路", "北京路小学"},
		"numbers by value":        {"Line 1", "Line 2", "Line 10", "Line 11a", "Line 100"},
		"numbers in Chinese":      {"第2中学", "第 3 中学", "第10中学", "第100中学"},
		"numbers first":           {"2 Park", "10 Park", "A 2", "A 10", "Aa"},
		"leading zeros":           {"Line 007=Line 7", "Line 08", "Line 0010"},
		"full-width digits":       {"Line ２=Line 2", "Line １０=Line 10", "Line 11"},
		"digits of other scripts": {"خط ٢=خط 2", "خط ١٠=خط 10"},
		"zero":                    {"Line", "Line 0=Line 00", "Line 1"},
		"numbers in words":        {"B2", "B2A=B 2 A", "B10", "Ba"},
		"numbers by parts":        {"1.2", "1.10", "2"},
		"case and marks":          {"Abo=Åbo=ÅBO", "Wu Qing=wu-qing=wǔ qīng", "Wuqing=wǔqīng"},
		"scripts":                 {"9", "Zürich", "Ωρωπός", "Яя", "אילת", "हिन्दी", "ไทย"},
		"Japanese":                {"あさひ@ja", "カナ@ja", "北海道@ja", "大阪@ja", "東京@ja"},
		"Japanese beside Chinese": {"北京@zh", "东京@zh", "東京@ja"},
		"Korean in Han":           {"天安@zh", "서울@ko", "大邱@ko"},
		"kana tells":              {"北京", "さくら", "東京タワー"},
		"kana in a Chinese name":  {"优の良品@zh-CN", "安の@ja"},
		"long numbers": {
			"Line 9", "Line " + strings.Repeat("9", 12), "Line 1" + strings.Repeat("0", 12), "Line " + strings.Repeat("3", 399) + "4",
			"Line " + strings.Repeat("3", 399) + "5", "Line 1" + strings.Repeat("0", 400),
		},
		"nothing to sort by": {"!!!=🚄", "A"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var last, lastKey string
			for i, line := range order {
				names := strings.Split(line, "=")
				key := keyOf(names[0])
				for _, equal := range names[1:] {
					if got := keyOf(equal); got != key {
						t.Errorf("%s has the key %q and %s has %q", equal, got, names[0], key)
					}
				}
				if i > 0 && lastKey >= key {
					t.Errorf("%s (%q) does not come before %s (%q)", last, lastKey, names[0], key)
				}
				last, lastKey = names[0], key
			}
		})
	}
}

// TestLongSortKeys have a maximal length, and are still strings of UTF-8 that sort as their beginnings do.
func TestLongSortKeys(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"庄", "㍿", "ﷺ", "a1", "9", "ß", "\U00020000"} {
		long, longer := strings.Repeat(text, 1000/len(text)), strings.Repeat(text, 40_000/len(text))
		for _, s := range []string{long, "x" + long, "xy" + long, longer} {
			key := keyOf(s)
			if len(key) > search.MaxSortKey || !utf8.ValidString(key) {
				t.Errorf("the key of %d bytes of %s has %d bytes, valid: %t", len(s), text, len(key), utf8.ValidString(key))
			}
			if cut := keyOf(s + "z"); len(key) >= search.MaxSortKey-utf8.UTFMax && cut != key {
				t.Errorf("the key of %s depends on its %d bytes", text, len(s))
			}
		}
	}
}

func keyOf(name string) string {
	text, language, _ := strings.Cut(name, "@")
	return search.SortKey(text, language)
}
