package ingest_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"testing"

	"civicgraph/internal/ingest"
	"civicgraph/internal/kg"
)

// nasty are files that readers of lines have stumbled over.
func nasty(t testing.TB) [][]byte {
	t.Helper()
	source := func(title string) string { return `{"source":{"slug":"s","title":` + title + `}}` }
	compressed := gzipped(t, sourceLine+"\n"+tianjinLine+"\n")
	files := [][]byte{
		compressed, compressed[:len(compressed)/2], compressed[:3], append(bytes.Clone(compressed), "more"...), append(bytes.Clone(compressed), compressed...), gzipped(t, ""),
		gzipped(t, string(compressed)), {0x1f, 0x8b}, {0x1f}, []byte("\xef\xbb\xbf" + sourceLine),
	}
	for _, text := range []string{
		strings.Repeat("[", 100_000), strings.Repeat(`{"a":`, 50_000), source(strings.Repeat("[", 9_000) + strings.Repeat("]", 9_000)),
		source(strings.Repeat("9", 100_000)), source("1e999999999"), source("-0.0e-999999999"), source(`"\ud800"`), source(`"\udc00\ud800"`), source(`"\ud83d\ude00"`),
		`{"district":{"slug":"d","names":[{"text":"D","language":"en"}],"level":"CITY","population":1e308,"location":{"lat":1e999,"lon":-1e-999},"citations":[{"source":"s"}]}}`,
		`{"park":{"slug":"p","names":[{"text":"P","language":"en"}],"areaHectares":1e99999999,"citations":[{"source":"s"}]}}`,
		`{"source":{"slug":"s","slug":"t","title":"T"}}`, `{"source":{"slug":"s","title":"T"},"source":{}}`, `{"source":{"slug":"s","title":"T","tit\u006ce":"U"}}`,
		"\x00", `{"source":{"slug":"s","title":"` + "\x00" + `"}}`, source(`"\u0000"`), "\u00a0" + sourceLine, strings.Repeat("\n", 10_000), "\r\r\n\r" + sourceLine,
		`{"":{"":""}}`, strings.Repeat(`{"":`, 3) + "null" + strings.Repeat("}", 3),
	} {
		files = append(files, []byte(text))
	}
	return files
}

func gzipped(t testing.TB, text string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestALineNeedsLittleMemory: the worst line of a mebibyte, and a compressed line of a hundred mebibytes, allocate a bounded number
// of bytes.
//
//nolint:paralleltest // it measures the memory of the process
func TestALineNeedsLittleMemory(t *testing.T) {
	skipRaced(t)
	s := open(t)
	const limit = 1 << 20
	fill := func(before, item, after string) []byte {
		return []byte(before + strings.Repeat(item, (limit-len(before)-len(after))/len(item)) + after)
	}
	for name, file := range map[string][]byte{
		"lists":             fill(`{"source":[[]`, ",[]", "]}"),
		"objects":           fill(`{"source":[{}`, ",{}", "]}"),
		"numbers":           fill(`{"source":[0`, ",0", "]}"),
		"texts":             fill(`{"source":[""`, `,""`, "]}"),
		"depth":             fill("", "[", ""),
		"a text":            fill(`"`, "a", `"`),
		"escapes":           fill(`"`, `\u00e9`, `"`),
		"a compressed line": gzipped(t, strings.Repeat("x", 100<<20)),
		"compressed empty":  gzipped(t, strings.Repeat("\n", 4<<20)),
		"one key and more":  fill(`{"a":0`, `,"a":0`, "}"),
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := ingest.Import(t.Context(), s, ingest.Options{}, ingest.JSONLines("", bytes.NewReader(file)))
			runtime.ReadMemStats(&after)
			var rejected *ingest.RejectedError
			if err != nil && !errors.As(err, &rejected) {
				t.Fatal(err)
			}
			t.Logf("%d MB in all", (after.TotalAlloc-before.TotalAlloc)>>20)
			if taken := after.TotalAlloc - before.TotalAlloc; taken > 128<<20 {
				t.Errorf("the import allocates %d bytes", taken)
			}
			if err == nil && name != "compressed empty" {
				t.Errorf("nothing is wrong, want %s or so", kg.InvalidJSON)
			}
		})
	}
}

// skipRaced leaves out what measures memory, of which the race detector takes much.
func skipRaced(t *testing.T) {
	t.Helper()
	info, _ := debug.ReadBuildInfo()
	if slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"}) {
		t.Skip("NOT TESTED: memory means nothing under the race detector, make check measures it without")
	}
}
