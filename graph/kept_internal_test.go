package graph

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
)

// TestKeptDocumentsAreBounded floods the kept documents with the densest that there are, each of its own text: what they
// take of the heap stays within what they are counted for. Nothing may run beside it.
func TestKeptDocumentsAreBounded(t *testing.T) { //nolint:paralleltest // it measures the heap
	const most = 4 << 20
	for name, dense := range map[string]string{
		"fields":           "{" + strings.Repeat("__typename ", 49) + "}",
		"fields in fields": "{" + names(7, "a%d:districts{nodes{"+strings.Repeat("__typename ", 49)+"}edges{"+strings.Repeat("__typename ", 49)+"}"+strings.Repeat("__typename ", 49)+"}") + "}",
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
		docs.kept = newKept[*document](most)
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		filled := 0
		for i := 0; docs.kept.bytes >= filled; i++ { // until one makes room
			filled = docs.kept.bytes
			if _, problems := docs.of(fmt.Sprintf("#%d\n%s", i, dense)); problems != nil {
				t.Errorf("%s: %v", name, problems[0])
				break
			}
			if docs.kept.bytes == filled {
				break
			}
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		grown := int(after.HeapAlloc) - int(before.HeapAlloc)
		t.Logf("%s: counted %d, on the heap %d", name, docs.kept.bytes, grown)
		if grown > most {
			t.Errorf("%s: counted as %d bytes they take %d", name, docs.kept.bytes, grown)
		}
		runtime.KeepAlive(docs)
	}
}
