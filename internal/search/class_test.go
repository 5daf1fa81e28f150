package search_test

import (
	"slices"
	"strings"
	"testing"

	"civicgraph/internal/search"
)

// none stands for "not found".
const none = search.Class(9)

// find applies the rules of Class to one entity, in the way a store does.
func find(query string, keys []search.Key) search.Class {
	q := search.Parse(query)
	best := none
	for _, k := range keys {
		if class, ok := search.Classify(q, k.Text, k.Start); ok {
			best = min(best, class)
		}
	}
	if best != none || q.IsEmpty() {
		return best
	}
	if best = worst(q.Words, keys); best != none {
		return best
	}
	for _, rest := range q.Rests {
		if slices.Contains(keys, whole(rest)) {
			return search.Part
		}
	}
	for _, word := range q.Words {
		for _, typo := range search.Typos(word) {
			for _, k := range keys {
				if k.Text == typo || between(k.Text, typo+" ", typo+"!") {
					return search.Typo
				}
			}
		}
	}
	words, missing := q.Essential(), 0
	for _, word := range words {
		if class := worst([]string{word}, keys); class == none || class == search.Rest && search.IsShort(word) {
			missing++
		}
	}
	if len(q.Words) > 1 && missing < len(words) && missing < 2 {
		return search.Part
	}
	return none
}

// worst returns the worst class of the keys of each word, which is none if there are none.
func worst(words []string, keys []search.Key) search.Class {
	best := search.Words
	for _, word := range words {
		class := none
		for _, k := range keys {
			switch {
			case !between(k.Text, word, search.After(word)):
			case k.Text == word || k.Text[len(word)] == ' ':
				class = min(class, search.Words)
			default:
				class = min(class, search.Rest)
			}
		}
		best = max(best, class)
	}
	return best
}

func between(key, from, to string) bool { return key >= from && key < to }

func entity(names ...string) []search.Key {
	var keys []search.Key
	for _, name := range names {
		keys = append(keys, search.Keys(name)...)
	}
	return keys
}

func TestClasses(t *testing.T) {
	t.Parallel()
	tianjin := append(entity("天津", "Tianjin", "天津市", "Tianjin Municipality"), search.CodeKeys("gbt2260", "120000")...)
	wuqing := append(entity("武清区", "Wuqing District", "天津市武清区"), search.CodeKeys("gbt2260", "120114")...)
	baodi := append(entity("Baodi District", "宝坻"), search.CodeKeys("gbt2260", "120115")...)
	apart := entity("Tian Jin Port")
	cases := []struct {
		query string
		keys  []search.Key
		want  search.Class
	}{
		{query: "", keys: tianjin, want: none},
		{query: "天津", keys: tianjin, want: search.Exact},
		{query: "Tianjin", keys: tianjin, want: search.Exact},
		{query: "tianjin", keys: tianjin, want: search.Exact},
		{query: "tiānjīn", keys: tianjin, want: search.Exact},
		{query: "Tian jin", keys: tianjin, want: search.Exact},
		{query: "tianjinshi", keys: tianjin, want: search.Exact},
		{query: "Tianjn", keys: tianjin, want: search.Typo},
		{query: "Tianjni", keys: apart, want: none},
		{query: "Tian", keys: tianjin, want: search.Prefix},
		{query: "天", keys: tianjin, want: search.Prefix},
		{query: "津", keys: tianjin, want: search.Words},
		{query: "津市", keys: tianjin, want: search.Words},
		{query: "municipality", keys: tianjin, want: search.Words},
		{query: "munic", keys: tianjin, want: search.Rest},
		{query: "ianjin", keys: tianjin, want: search.Typo},
		{query: "shanghai", keys: tianjin, want: none},
		{query: "tianjin", keys: apart, want: search.Prefix},
		{query: "tianj", keys: apart, want: search.Prefix},
		{query: "Tian-Jin", keys: apart, want: search.Prefix},
		{query: "jin port", keys: apart, want: search.Words},
		{query: "jin po", keys: apart, want: search.Rest},
		{query: "wuqing", keys: wuqing, want: search.Prefix},
		{query: "wu qing qu", keys: wuqing, want: search.Exact},
		{query: "清", keys: wuqing, want: search.Rest},
		{query: "武清 天津", keys: wuqing, want: search.Rest},
		{query: "district wuqing", keys: wuqing, want: search.Words},
		{query: "120115", keys: baodi, want: search.Exact},
		{query: "gbt2260:120115", keys: baodi, want: search.Exact},
		{query: "gbt2260:12", keys: baodi, want: search.Prefix},
		{query: "120114", keys: baodi, want: search.Typo},
		{query: "district baodi", keys: baodi, want: search.Words},
		{query: "dist baodi", keys: baodi, want: search.Rest},
		{query: "baodi 宝坻", keys: baodi, want: search.Words},
		{query: "baodi 120115", keys: baodi, want: search.Words},
		{query: "baodi county", keys: baodi, want: search.Part},
		{query: "Tianjin City", keys: tianjin, want: search.Part},
		{query: "City of Tianjin", keys: tianjin, want: search.Part},
		{query: "the Tianjin", keys: tianjin, want: search.Part},
		{query: "天津 city", keys: tianjin, want: search.Part},
		{query: "Wuqing Qu of Tianjin", keys: entity("Wuqing", "武清区"), want: search.Part},
		{query: "Wuqing Qu near Tianjin", keys: entity("Wuqing", "武清区"), want: none},
		{query: "county xiqing", keys: baodi, want: none},
		{query: "Tian Jin City", keys: entity("Tianjin"), want: search.Part},
		{query: "Ville de Paris", keys: entity("Paris"), want: search.Part},
		{query: "天津市", keys: entity("Tianjin", "天津"), want: search.Part},
		{query: "天津市政府", keys: entity("天津"), want: search.Part},
		{query: "天津市武清区", keys: entity("武清区"), want: search.Part},
		{query: "廣東省", keys: entity("广东"), want: search.Part},
		{query: "서울시", keys: entity("서울"), want: search.Part},
		{query: "서울특별시", keys: entity("서울"), want: search.Part},
		{query: "天津市", keys: entity("津", "市", "天市"), want: none},
		{query: "天津市", keys: entity("西天津"), want: none},
		{query: "서울시", keys: entity("서우", "울"), want: none},
		{query: "tianjinshi", keys: entity("Tianjin"), want: none},
		{query: strings.Repeat("天", 17), keys: entity("天天"), want: none},
		{query: "be xy", keys: entity("Bear"), want: none},
		{query: "of the", keys: tianjin, want: none},
		{query: "baodl", keys: baodi, want: search.Typo},
	}
	for _, c := range cases {
		if got := find(c.query, c.keys); got != c.want {
			t.Errorf("%q is of the class %d, want %d", c.query, got, c.want)
		}
	}
}

func TestAfter(t *testing.T) {
	t.Parallel()
	for prefix, want := range map[string]string{
		"": "", "a": "b", "tianji": "tianjj", "天": "太", "a\uD7FF": "a\uE000", "a\U0010FFFF": "b", "\U0010FFFF": "", "\x7f": "\u0080",
		"\uFFFF": "\U00010000", "a b": "a c",
	} {
		got := search.After(prefix)
		if got != want {
			t.Errorf("after %q comes %q, want %q", prefix, got, want)
		}
		if last := prefix + strings.Repeat("\U0010FFFF", 5); got != "" && (got <= last || strings.HasPrefix(got, prefix)) {
			t.Errorf("%q is not after %q", got, prefix)
		}
	}
}
