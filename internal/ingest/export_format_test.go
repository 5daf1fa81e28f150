package ingest_test

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"civicgraph/internal/ingest"
	"civicgraph/internal/kg"
)

var update = flag.Bool("update-exports", false, "rewrite the files of testdata/export")

// handful are a few records with all that a form may trip over.
const handful = `{"source":{"slug":"s","formerSlugs":["s-0"],"title":"Tom & \"Jerry\", <b>","authors":["A, B","C"],"publishedOn":"2023-01","url":"https://example.org/?a=1&b=2"}}
{"source":{"slug":"unused","title":"Cited by nobody"}}
{"official":{"slug":"o","names":[{"text":"O'Hara","language":"en"},{"text":"欧","language":"zh","type":"ALIAS"}],"identifiers":[{"scheme":"wikidata","value":"Q1"}],"bornOn":"1962-05","citations":[{"source":"s","locator":"¶ 9","quote":"two\nlines","field":"bornOn"}]}}
{"district":{"slug":"baodi","names":[{"text":"宝坻","language":"zh"},{"text":"Baodi","language":"en"}],"summary":"a \u0001\u001b<&> \uffff b","location":{"lat":39.5,"lon":-117},"level":"DISTRICT","population":0,"citations":[{"source":"s"}]}}
{"district":{"slug":"tianjin","names":[{"text":"Tianjin","language":"en"}],"level":"MUNICIPALITY","citations":[{"source":"s"}]}}
{"park":{"slug":"a","names":[{"text":"A","language":"en"}],"areaHectares":"12.5","citations":[{"source":"s"}]}}
{"park":{"slug":"b","names":[{"text":"B","language":"en"}],"citations":[{"source":"s"}]}}
{"project":{"slug":"p","names":[{"text":"P","language":"en"}],"status":"PLANNED","projectCount":3,"investment":{"amount":"1000000.5","currency":"CNY"},"sectors":["chips","\"x\", y"],"citations":[{"source":"s"}]}}
{"link":{"kind":"PART_OF","from":{"district":"baodi"},"to":{"district":"tianjin"},"order":2,"period":{"from":"2001-06","attestedOn":"2023-01-11"},"note":"a \"note\",\r\nof two lines","citations":[{"source":"s"}]}}
{"link":{"kind":"PARTNER_OF","from":{"park":"b"},"to":{"park":"a"},"citations":[{"source":"s"}]}}
{"link":{"kind":"HOLDS_POST_IN","from":{"official":"o"},"to":{"district":"baodi"},"role":"Party secretary & more","period":{"until":"2022"},"citations":[{"source":"s"}]}}
{"figure":{"measure":"m","label":"L","value":"-0.5","unit":"km","type":"TARGET","wording":"half","period":{"until":"2022"},"subjects":[{"park":"b"},{"district":"baodi"}],"statedBy":"o","citations":[{"source":"s"}]}}
{"statement":{"speaker":"o","saidOn":"2023-01-11","summary":"S","topics":["t","u"],"about":[{"district":"tianjin"},{"park":"a"}],"citations":[{"source":"s","locator":"p. 1"}]}}
`

// TestExportFormats compares a small graph in each format with the files in testdata/export. -update-exports rewrites them.
func TestExportFormats(t *testing.T) {
	t.Parallel()
	s := filled(t, []byte(handful))
	for _, format := range ingest.Formats() {
		t.Run(format.Name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "handful."+format.Name)
			if _, err := ingest.ExportFile(t.Context(), s, path, ingest.ExportOptions{Format: format.Name}); err != nil {
				t.Fatal(err)
			}
			golden := filepath.Join("testdata/export", filepath.Base(path))
			names := []string{""}
			if format.Folder {
				names = nil
				entries, err := os.ReadDir(path)
				if err != nil {
					t.Fatal(err)
				}
				for _, e := range entries {
					names = append(names, e.Name())
				}
				if len(names) != len(s.Registry().Kinds.RecordCodes()) {
					t.Errorf("there are the files %v", names)
				}
			}
			for _, name := range names {
				compareGolden(t, filepath.Join(path, name), filepath.Join(golden, name))
			}
		})
	}
}

func compareGolden(t *testing.T, path, golden string) {
	t.Helper()
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := errors.Join(os.MkdirAll(filepath.Dir(golden), 0o755), os.WriteFile(golden, got, 0o644)); err != nil { //nolint:gosec // a test's own file
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	same(t, golden, string(got), string(want))
}

func TestGeoJSONAndGraphMLAreWellFormed(t *testing.T) {
	t.Parallel()
	for _, file := range [][]byte{nil, []byte(handful), oracleLines(4), synthetic(t, 3, 1)} {
		s := filled(t, file)
		for _, kinds := range [][]string{nil, {"park", "station"}, {"district"}} {
			text := exported(t, s, ingest.ExportOptions{Format: "geojson", Kinds: kinds})
			var collection struct {
				Features []struct {
					Geometry *struct {
						Coordinates []float64 `json:"coordinates"`
					} `json:"geometry"`
					Properties map[string]any `json:"properties"`
				} `json:"features"`
			}
			if err := json.Unmarshal([]byte(text), &collection); err != nil {
				t.Fatalf("%v in %s", err, text)
			}
			done, err := ingest.Export(t.Context(), s, io.Discard, ingest.ExportOptions{Format: "geojson", Kinds: kinds})
			if err != nil || done.Total() != done.Entities || done.Entities != len(collection.Features) {
				t.Errorf("there are %d features, %+v, %v", len(collection.Features), done, err)
			}
			for _, kinds := range [][]string{kinds, append([]string{"link"}, kinds...)} {
				checkGraphML(t, exported(t, s, ingest.ExportOptions{Format: "graphml", Kinds: kinds}))
			}
		}
	}
}

// checkGraphML holds that a graph is XML, that its keys are declared and that its edges lead to nodes.
func checkGraphML(t *testing.T, text string) {
	t.Helper()
	var file struct {
		Keys []struct {
			ID string `xml:"id,attr"`
		} `xml:"key"`
		Nodes []struct {
			ID   string        `xml:"id,attr"`
			Data []graphMLData `xml:"data"`
		} `xml:"graph>node"`
		Edges []struct {
			Source string        `xml:"source,attr"`
			Target string        `xml:"target,attr"`
			Data   []graphMLData `xml:"data"`
		} `xml:"graph>edge"`
	}
	if err := xml.Unmarshal([]byte(text), &file); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	keys, nodes := map[string]bool{}, map[string]bool{}
	for _, k := range file.Keys {
		keys[k.ID] = true
	}
	check := func(data []graphMLData) {
		for _, d := range data {
			if !keys[d.Key] {
				t.Errorf("the key %s is not declared", d.Key)
			}
		}
	}
	for _, n := range file.Nodes {
		nodes[n.ID] = true
		check(n.Data)
	}
	for _, e := range file.Edges {
		check(e.Data)
		if !nodes[e.Source] || !nodes[e.Target] {
			t.Errorf("an edge leads from %s to %s, which are not both there", e.Source, e.Target)
		}
	}
}

type graphMLData struct {
	Key string `xml:"key,attr"`
}

func TestExportFile(t *testing.T) {
	t.Parallel()
	s := filled(t, []byte(handful))
	folder := t.TempDir()
	path := filepath.Join(folder, "graph.jsonl")
	want := exported(t, s, ingest.ExportOptions{})
	write := func(content string) {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	check := func(what, want string) {
		t.Helper()
		got, err := os.ReadFile(path)
		if err != nil || string(got) != want {
			t.Errorf("%s: the file holds %.100q, %v", what, got, err)
		}
		if entries, err := os.ReadDir(folder); err != nil || len(entries) != 1 {
			t.Errorf("%s: the folder holds %v, %v", what, entries, err)
		}
	}
	for _, before := range []string{"absent", "there"} {
		if before == "there" {
			write("old")
			if err := os.Chmod(path, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := ingest.ExportFile(t.Context(), s, path, ingest.ExportOptions{}); err != nil {
			t.Fatal(err)
		}
		check(before, want)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the mode is %v, %v", info.Mode(), err)
	}
	write("old")
	if _, err := ingest.ExportFile(t.Context(), s, path, ingest.ExportOptions{Around: "atlantis"}); err == nil {
		t.Error("a part around nothing was written")
	}
	check("a bad option", "old")
	for _, opts := range []ingest.ExportOptions{{}, {Format: "csv"}} {
		if _, err := ingest.ExportFile(t.Context(), s, filepath.Join(folder, "no", "such", "folder"), opts); err == nil {
			t.Error("a file in no folder was written")
		}
	}
	check("no folder", "old")
}

func TestExportFileRefusesWhatIsThere(t *testing.T) {
	t.Parallel()
	s := filled(t, []byte(handful))
	full, file := t.TempDir(), filepath.Join(t.TempDir(), "file")
	for _, path := range []string{file, filepath.Join(full, "mine")} {
		if err := os.WriteFile(path, []byte("mine"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct{ path, format, says string }{
		{full, "csv", "is not empty"}, {file, "csv", "is not a folder"}, {full, "jsonl", "is a folder"}, {full, "xlsx", "unknown format"},
	} {
		_, err := ingest.ExportFile(t.Context(), s, c.path, ingest.ExportOptions{Format: c.format})
		var mistake *kg.Error
		if !errors.As(err, &mistake) || !strings.Contains(mistake.Message, c.says) {
			t.Errorf("%s to %s: %v, want that it %s", c.format, c.path, err, c.says)
		}
	}
	empty := t.TempDir()
	if _, err := ingest.ExportFile(t.Context(), s, empty, ingest.ExportOptions{Format: "csv"}); err != nil {
		t.Error(err)
	}
	if _, err := ingest.ExportFile(t.Context(), s, os.DevNull, ingest.ExportOptions{}); err != nil {
		t.Errorf("a device cannot be written: %v", err)
	}
	if info, err := os.Stat(os.DevNull); err != nil || info.Mode().IsRegular() {
		t.Errorf("the device was replaced: %v, %v", info, err)
	}
}
