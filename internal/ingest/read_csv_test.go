package ingest_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"testing/iotest"

	"civicgraph/internal/ingest"
	"civicgraph/internal/kg"
)

// tableRow is a row of a table as its line of import form.
type tableRow struct {
	File   string
	Line   int
	Record map[string]any
}

// readCSV reads the rows of a folder one after the other.
func readCSV(kinds *kg.Kinds, folder fs.FS) iter.Seq2[tableRow, error] {
	return func(yield func(tableRow, error) bool) {
		inputs, err := ingest.CSVFolder(kinds, "tables", folder)
		if err != nil {
			yield(tableRow{}, err)
		}
		enough := errors.New("enough")
		for _, input := range inputs {
			err := input.Lines(context.Background(), func(line int, text []byte, bad *kg.Error) error {
				row := tableRow{File: path.Base(input.Name), Line: line}
				var err error
				if bad != nil {
					err = bad
				} else {
					d := json.NewDecoder(bytes.NewReader(text))
					d.UseNumber()
					err = d.Decode(&row.Record)
				}
				if !yield(row, err) {
					return enough
				}
				return nil
			})
			if errors.Is(err, enough) || err != nil && !yield(tableRow{}, err) {
				return
			}
		}
	}
}

// inputs returns the lines and errors of the inputs of CSVFolder, as text.
func inputs(t *testing.T, folder fs.FS) []string {
	t.Helper()
	var lines []string
	for input, err := range readCSV(kg.NewKinds(), folder) {
		var invalid *kg.Error
		switch {
		case err == nil:
			record, err := json.Marshal(input.Record)
			if err != nil {
				t.Fatal(err)
			}
			lines = append(lines, fmt.Sprintf("%s:%d %s", input.File, input.Line, record))
		case errors.As(err, &invalid):
			lines = append(lines, fmt.Sprintf("%s:%d %s %v", input.File, input.Line, invalid.Code, invalid))
		default:
			t.Fatal(err)
		}
	}
	return lines
}

func TestCSV(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name  string
		files map[string]string
		want  []string
	}{
		{name: "no folder", files: nil, want: []string{":0 BAD_ARGUMENT the folder tables has no tables, such as district.csv"}},
		{
			name:  "files in order, others left alone",
			files: map[string]string{"link.csv": "kind\nSERVES\n", "source.csv": "slug\ns\n", "park.csv": "slug\na\n", "notes.txt": "x"},
			want:  []string{`source.csv:2 {"source":{"slug":"s"}}`, `park.csv:2 {"park":{"slug":"a"}}`, `link.csv:2 {"link":{"kind":"SERVES"}}`},
		},
		{
			name:  "a table of no kind",
			files: map[string]string{"districts.csv": "slug\n", "source.csv": "slug\ns"},
			want: []string{
				`districts.csv:1 UNKNOWN_KIND unknown kind of record "districts" (did you mean district?); must be one of source, official, district, park, project, railLine, station, organization, link, figure, statement`,
				`source.csv:2 {"source":{"slug":"s"}}`,
			},
		},
		{
			name: "cells of all types, columns in another order",
			files: map[string]string{
				"district.csv": "\uFEFFpopulation, level ,location.lon,location.lat,names,slug\r\n5,CITY,-1e1,0.5,\"[{\"\"text\"\":\"\"N\"\",\"\"order\"\":1}]\",a\r\n",
				"link.csv":     "from,to,order,period.from,period.until\ndistrict/a,park/b,3,2022,\n",
				"project.csv":  "investment.currency,investment.amount,sectors\nCNY,12.50,\"[\"\"a\"\"]\"\n",
			},
			want: []string{
				`district.csv:2 {"district":{"level":"CITY","location":{"lat":0.5,"lon":-1e1},"names":[{"order":1,"text":"N"}],"population":5,"slug":"a"}}`,
				`project.csv:2 {"project":{"investment":{"amount":"12.50","currency":"CNY"},"sectors":["a"]}}`,
				`link.csv:2 {"link":{"from":{"district":"a"},"order":3,"period":{"from":"2022"},"to":{"park":"b"}}}`,
			},
		},
		{
			name:  "texts over several lines, and empty lines",
			files: map[string]string{"source.csv": "slug,title\n\na,\"x\r\ny\n\"\"z\"\",\"\r\n\r\nb, y \rz \n"},
			want:  []string{`source.csv:3 {"source":{"slug":"a","title":"x\r\ny\n\"z\","}}`, `source.csv:7 {"source":{"slug":"b","title":" y \rz "}}`},
		},
		{
			name:  "bad rows",
			files: map[string]string{"district.csv": "slug,population,names\na,many,\nb,1\nc,1,2,3\nd,1,{}\ne,NaN,\nf,1,\"[1] 2\"\ng\"h,1,\n\"i\"j,1,\nk,1,[\nl,2,\n\"m,3,\nn,"},
			want: []string{
				`district.csv:2 BAD_VALUE district.population: "many" is not a number`,
				`district.csv:3 BAD_VALUE the row has 2 cells, the header has 3`,
				`district.csv:4 BAD_VALUE the row has 4 cells, the header has 3`,
				`district.csv:5 BAD_VALUE district.names: must be a JSON list, such as ["a","b"]`,
				`district.csv:6 BAD_VALUE district.population: "NaN" is not a number`,
				`district.csv:7 BAD_VALUE district.names: must be a JSON list, such as ["a","b"]`,
				`district.csv:8 BAD_VALUE unexpected quote; a cell with quotes is written as "a ""b"" c"`,
				`district.csv:9 BAD_VALUE unexpected quote; a cell with quotes is written as "a ""b"" c"`,
				`district.csv:10 BAD_VALUE district.names: must be a JSON list, such as ["a","b"]`,
				`district.csv:11 {"district":{"population":2,"slug":"l"}}`,
				`district.csv:12 BAD_VALUE missing closing quote`,
			},
		},
		{
			name: "bad references and letters", files: map[string]string{"link.csv": "from,note\nbaodi,\n,\xff\n"},
			want: []string{
				`link.csv:2 BAD_VALUE link.from: "baodi" is not an entity; must be its kind and slug, such as district/baodi`,
				`link.csv:3 BAD_VALUE invalid UTF-8`,
			},
		},
		{
			name:  "bad headers",
			files: map[string]string{"source.csv": "slug,heading\na,b\n", "park.csv": "slug,slug\na,b\n", "link.csv": "", "station.csv": "\"slug\na"},
			want: []string{
				`source.csv:1 BAD_VALUE unknown column "heading"; must be one of slug, formerSlugs, title, publisher, authors, url, publishedOn, language`,
				`park.csv:1 DUPLICATE the column slug occurs twice`,
				`station.csv:1 BAD_VALUE missing closing quote`,
				`link.csv:1 MISSING_FIELD the table has no header`,
			},
		},
		{
			name:  "a row too long",
			files: map[string]string{"source.csv": "slug,title\na,\"" + strings.Repeat("x\n", 1<<20) + "\"\nb,c\n"},
			want:  []string{`source.csv:2 TOO_LARGE the row is longer than 1048576 bytes`, `source.csv:1048579 {"source":{"slug":"b","title":"c"}}`},
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			folder := fstest.MapFS{}
			for name, content := range c.files {
				folder[name] = &fstest.MapFile{Data: []byte(content)}
			}
			if got := inputs(t, folder); !slices.Equal(got, c.want) {
				t.Errorf("the lines are\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
}

// TestCSVGivesBackRejects: rows that cannot be read are rejected as they were given, other invalid rows as import lines.
func TestCSVGivesBackRejects(t *testing.T) {
	t.Parallel()
	bad := []string{"a,many,", "b,1", "c,\"1\n\",CITY,3", "g\"h,1,", "k,\xff,", "\"m,3,\r\nn, "}
	long := "z,\"" + strings.Repeat("x", 1<<20) + "\","
	table := "slug,population,level\r\nl,,VILLAGE\n" + strings.Join(append([]string{long}, bad...), "\r\n")
	folder := fstest.MapFS{
		"district.csv": {Data: []byte(table)}, "village.csv": {Data: []byte("a\nb")},
	}
	inputs, err := ingest.CSVFolder(kg.NewKinds(), "tables", folder)
	if err != nil {
		t.Fatal(err)
	}
	var rejects bytes.Buffer
	_, err = ingest.Import(t.Context(), open(t), ingest.Options{Lenient: true, Rejects: &rejects}, inputs...)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"district":{"level":"VILLAGE","slug":"l"}}` + "\n" + strings.Join(bad, "\n") + "\n"
	if rejects.String() != want {
		t.Errorf("the rejects are %q, want %q", rejects.String(), want)
	}
}

func TestCSVOfNoFolder(t *testing.T) {
	t.Parallel()
	got := inputs(t, os.DirFS(filepath.Join(t.TempDir(), "none")))
	if want := []string{":0 BAD_ARGUMENT the folder tables does not exist"}; !slices.Equal(got, want) {
		t.Errorf("the lines are %v, want %v", got, want)
	}
}

// TestCSVEndsWithTheCaller: an error of yield ends the reading, and so does a read error.
func TestCSVEndsWithTheCaller(t *testing.T) {
	t.Parallel()
	folder := fstest.MapFS{
		"a.csv": {Data: []byte("x")}, "source.csv": {Data: []byte("slug\na\n\"b\"c\nd\n")}, "park.csv": {Data: []byte("x\n")},
	}
	for enough := range 6 {
		n := 0
		for input, err := range readCSV(kg.NewKinds(), folder) {
			if input.File == "" || (err == nil) != (input.Record != nil) {
				t.Errorf("the input is %+v, the error %v", input, err)
			}
			if n++; n > enough {
				break
			}
		}
	}
	for _, err := range readCSV(kg.NewKinds(), brokenFolder{folder}) {
		var invalid *kg.Error
		if err != nil && !errors.As(err, &invalid) {
			if !errors.Is(err, iotest.ErrTimeout) {
				t.Errorf("the error is %v", err)
			}
			return
		}
	}
	t.Error("the read error is not reported")
}

// brokenFolder holds files that break off.
type brokenFolder struct{ fstest.MapFS }

type brokenFile struct{ fs.File }

func (brokenFile) Read([]byte) (int, error) { return 0, iotest.ErrTimeout }

func (f brokenFolder) Open(name string) (fs.File, error) {
	file, err := f.MapFS.Open(name)
	return brokenFile{file}, err
}

// FuzzCSV holds that nothing is taken for an error of our own, and that what encoding/csv writes is read alike.
func FuzzCSV(f *testing.F) {
	f.Add("slug,title\na,\"b\r\nc\"\"\"\n")
	f.Add("\uFEFFslug\r\n\"")
	f.Add("a \"b\", c\n\r\x00")
	f.Fuzz(func(t *testing.T, text string) {
		inputs(t, fstest.MapFS{"source.csv": {Data: []byte(text)}})
		if strings.ToValidUTF8(text, "") != text || text == "" {
			return
		}
		var b strings.Builder
		w := csv.NewWriter(&b)
		if err := errors.Join(w.Write([]string{"slug", "title"}), w.Write([]string{"a", text})); err != nil {
			t.Fatal(err)
		}
		w.Flush()
		for input, err := range readCSV(kg.NewKinds(), fstest.MapFS{"source.csv": {Data: []byte(b.String())}}) {
			want := map[string]any{"source": map[string]any{"slug": "a", "title": text}}
			if err != nil || !reflect.DeepEqual(input.Record, want) {
				t.Errorf("%q is read as %v, %v", b.String(), input.Record, err)
			}
		}
	})
}
