package main

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"civicgraph/internal/kg"
)

// recordFiles is the folder with the record files, beside the checkout.
const recordFiles = "../../../../shared/data"

// TestSetsAreCurrent builds the sets anew: they are those in the repository.
func TestSetsAreCurrent(t *testing.T) {
	t.Parallel()
	if _, err := os.Stat(recordFiles); errors.Is(err, fs.ErrNotExist) {
		t.Skip("NOT TESTED: the record files are not there; they lie beside the checkout, in shared/data")
	}
	folder := t.TempDir()
	if err := build(recordFiles, folder); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"region.jsonl.gz", "us-congress.jsonl.gz"} {
		got, err := decompressed(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		want, err := decompressed(filepath.Join("..", name))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is not what the record files make; go run ./internal/demo/build makes it anew", name)
		}
	}
}

// TestReplaceKeepsAFileThatIsCurrent has a file that holds the same lines in another compression.
func TestReplaceKeepsAFileThatIsCurrent(t *testing.T) {
	t.Parallel()
	var present bytes.Buffer
	w, err := gzip.NewWriterLevel(&present, gzip.NoCompression)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte("{}\n")); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "set.jsonl.gz")
	if err := os.WriteFile(path, present.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, lines := range []string{"{}\n", "{}\n{}\n"} {
		if err := replace(path, []byte(lines)); err != nil {
			t.Fatal(err)
		}
		file, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if kept := bytes.Equal(file, present.Bytes()); kept != (lines == "{}\n") {
			t.Errorf("with the lines %q, the file is kept: %t", lines, kept)
		}
	}
}

func TestPlaces(t *testing.T) {
	t.Parallel()
	g := &region{districts: map[string]*kg.Record{}, parents: map[string]string{
		"cn-1302": "cn-13", "cn-130209": "cn-1302", "cn-1306": "cn-13", "cn-120105": "cn-1201", "cn-1201": "cn-12",
	}}
	for slug, d := range map[string]struct{ name, level string }{
		"cn-11": {"北京市", "MUNICIPALITY"}, "cn-12": {"天津市", "MUNICIPALITY"}, "cn-13": {"河北省", "PROVINCE"}, "cn-1302": {"唐山市", "CITY"},
		"cn-1306": {"保定市", "CITY"}, "cn-130209": {"曹妃甸区", "DISTRICT"}, "cn-120105": {"河北区", "DISTRICT"},
	} {
		g.districts[slug] = &kg.Record{
			Kind: kg.KindDistrict, Slug: slug, Names: []kg.Name{{Text: d.name, Language: "zh"}}, Values: map[string]any{"level": d.level},
		}
	}
	for name, want := range map[string]string{
		"唐山曹妃甸经济技术开发区": "cn-130209",
		"唐山高新技术产业开发区":  "cn-1302",
		"天津子牙经济技术开发区":  "cn-12",
		"曹妃甸经济技术开发区":   "", // a district's name alone may repeat
		"苏州工业园区":       "",
	} {
		if got, _ := g.placeOfPark(name); got != want {
			t.Errorf("the park %s lies in %q, want %q", name, got, want)
		}
	}
	inHebei, inBeijing, inInnerMongolia := kg.Point{Lat: 41, Lon: 115}, kg.Point{Lat: 39.9, Lon: 116.4}, kg.Point{Lat: 41.2, Lon: 112.7}
	for _, c := range []struct {
		name string
		at   any
		want string
	}{
		{"Hebei Shangyi Dongshan", inHebei, "cn-13"},
		{"Hebei Tangshan Harbour", nil, "cn-1302"},
		{"Guanting (Hebei) Dam", inHebei, "cn-13"},
		{"Baoding Landfill", inHebei, "cn-1306"},
		{"Beijing", inBeijing, "cn-11"},
		{"Beijing No 3", inHebei, ""}, // the coordinates refute the name
		{"Beijing Energy Huitengxile Wind", inInnerMongolia, ""},
		{"Shandong Qixia Tangshan", nil, ""},
		{"Tangshanpeng", nil, ""},
	} {
		r := &kg.Record{Kind: kg.KindProject, Names: []kg.Name{{Text: c.name, Language: "en"}}, Values: map[string]any{}}
		if c.at != nil {
			r.Values["location"] = c.at
		}
		if got, _ := g.placeOfPlant(r); got != c.want {
			t.Errorf("the plant %s lies in %q, want %q", c.name, got, c.want)
		}
	}
}
