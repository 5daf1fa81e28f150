package graph

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
)

// TestDocumentCacheIsBounded floods the cache with the densest documents, each with a text of its own: they take no more of
// the heap than the cache counts. Nothing may run beside it.
func TestDocumentCacheIsBounded(t *testing.T) { //nolint:paralleltest // it measures the heap
	const limit = 4 << 20
	for name, dense := range map[string]string{
		"fields":           "{" + strings.Repeat("__typename ", 49) + "}",
		"nested fields":    "{" + names(7, "a%d:districts{nodes{"+strings.Repeat("__typename ", 49)+"}edges{"+strings.Repeat("__typename ", 49)+"}"+strings.Repeat("__typename ", 49)+"}") + "}",
		"shortest fields":  "{district(slug:\"1\"){" + strings.Repeat("id ", 49) + strings.Repeat("slug ", 49) + "}}",
		"aliases":          "{" + names(240, "a%d:__typename ") + "}",
		"inline fragments": "{" + strings.Repeat("...{__typename}", 24) + "}",
		"objects":          "{districts(where:{and:[" + strings.Repeat("{}", 900) + "]}){totalCount}}",
		"lists":            "{nodes(ids:[" + strings.Repeat(`"" `, 1900) + "]){id}}",
		"variables":        "query(" + names(120, "$v%d:Int ") + "){" + names(120, "a%d:districts(first:$v%[1]d){totalCount}") + "}",
		"fragments":        "{" + names(49, "...f%d ") + "}" + names(49, "fragment f%d on Query{__typename}"),
		"comments":         "{__typename " + strings.Repeat("#\nid:__typename ", 40) + strings.Repeat("#\n", 1700) + "}",
		"operations":       names(300, "query q%d{__typename}"),
	} {
		docs := newTestDocuments()
		docs.cache = newByteCache[*document](limit)
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		filled := 0
		for i := 0; docs.cache.size >= filled; i++ { // until one is evicted
			filled = docs.cache.size
			if _, errs := docs.parse(fmt.Sprintf("#%d\n%s", i, dense)); errs != nil {
				t.Errorf("%s: %v", name, errs[0])
				break
			}
			if docs.cache.size == filled {
				break
			}
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		grown := int(after.HeapAlloc) - int(before.HeapAlloc)
		t.Logf("%s: counted %d bytes, on the heap %d", name, docs.cache.size, grown)
		if grown > limit {
			t.Errorf("%s: counted as %d bytes, they take %d", name, docs.cache.size, grown)
		}
		runtime.KeepAlive(docs)
	}
}
