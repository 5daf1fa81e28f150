package table_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"civicgraph/internal/ingest/table"
	"civicgraph/internal/kg"
)

// graph are the records that the database of these tests has.
const graph = `{"source":{"slug":"s","title":"A report"}}
{"district":{"slug":"tianjin","names":[{"text":"Tianjin","language":"en"},{"text":"天津","language":"zh"}],"identifiers":[{"scheme":"gbt2260","value":"120000"}],"citations":[{"source":"s"}]}}
{"district":{"slug":"beijing","names":[{"text":"Beijing","language":"en"}],"citations":[{"source":"s"}]}}
{"district":{"slug":"chaoyangqu","names":[{"text":"朝阳区","language":"zh"}],"citations":[{"source":"s"}]}}
{"district":{"slug":"old","names":[{"text":"Old Town","language":"en"}],"citations":[{"source":"s"}]}}
{"organization":{"slug":"twin","names":[{"text":"Twin","language":"en"}],"citations":[{"source":"s"}]}}
{"district":{"slug":"twin","names":[{"text":"Twin","language":"en"}],"citations":[{"source":"s"}]}}
{"official":{"slug":"zhang-gong","names":[{"text":"张工","language":"zh"}],"bornOn":"1961","citations":[{"source":"s"}]}}
{"link":{"kind":"PART_OF","from":{"district":"chaoyangqu"},"to":{"district":"beijing"},"citations":[{"source":"s"}]}}`

func scan(ctx context.Context, codes []kg.Code, take func(*kg.Record) error) error {
	kinds := kg.NewKinds()
	for line := range strings.Lines(graph) {
		d := json.NewDecoder(strings.NewReader(line))
		d.UseNumber()
		var input map[string]any
		if err := d.Decode(&input); err != nil {
			return err
		}
		r, err := kinds.Decode(input)
		if err != nil {
			return err
		}
		if slices.Contains(codes, r.Kind) {
			if err := take(r); err != nil {
				return err
			}
		}
	}
	return ctx.Err()
}

// linesOf returns the lines and errors of files.
func linesOf(t *testing.T, o table.Options, files ...[2]string) []string {
	t.Helper()
	set, err := table.NewSet(kg.NewKinds(), o)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if err := set.Read(file[0], strings.NewReader(file[1])); err != nil {
			t.Fatal(err)
		}
	}
	tables, err := set.Tables(t.Context(), scan)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, one := range tables {
		err := one.Lines(t.Context(), func(number int, text []byte, invalid *kg.Error) error {
			if invalid != nil {
				lines = append(lines, fmt.Sprintf("%d %s %v", number, invalid.Code, invalid))
			} else {
				lines = append(lines, fmt.Sprintf("%d %s", number, text))
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return lines
}

func TestTables(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, file, text string
		options          table.Options
		want             []string
	}{
		{
			name: "every form of a cell", file: "projects.csv",
			text: "name,alias,former,identifier.x,status,investment,investment.currency,lat,lon,startedOn,sectors,district,district.from,source,locator\n" +
				"Plant,A;B,旧名,1;2,under construction,172.1,CNY,39.5,-117,Dec 2022,chips; steel,天津;gbt2260:120000,2020,s,¶ 1; ¶ 2\n",
			want: []string{
				`2 {"project":{"citations":[{"locator":"¶ 1","source":"s"},{"locator":"¶ 2","source":"s"}],"identifiers":[{"scheme":"x","value":"1"},{"scheme":"x","value":"2"}],` +
					`"investment":{"amount":"172.1","currency":"CNY"},"location":{"lat":39.5,"lon":-117},"names":[{"language":"en","text":"Plant"},{"language":"en","text":"A","type":"ALIAS"},` +
					`{"language":"en","text":"B","type":"ALIAS"},{"language":"zh","text":"旧名","type":"FORMER"}],"sectors":["chips","steel"],"slug":"plant","startedOn":"2022-12","status":"UNDER_CONSTRUCTION"}}`,
				`2 {"link":{"citations":[{"locator":"¶ 1","source":"s"},{"locator":"¶ 2","source":"s"}],"from":{"project":"plant"},"kind":"LOCATED_IN","period":{"from":"2020"},"to":{"district":"tianjin"}}}`,
			},
		},
		{
			name: "a person, a post and a district", file: "people.csv", text: "Name,Position,Region,Level,Since,Notes\nLi Si,Mayor,Baodi,District,2020,x\nLi Si,Clerk,Baodi,District,2010,\n",
			options: table.Options{Mapping: []string{"Name=official.name", "Position=post.role", "Region=district.name", "Level=district.level", "Since=post.from", "Notes=-", `"s"=source`, `"¶ 1"=locator`}},
			want: []string{
				`2 {"official":{"citations":[{"locator":"¶ 1","source":"s"}],"names":[{"language":"en","text":"Li Si"}],"slug":"li-si"}}`,
				`2 {"district":{"citations":[{"locator":"¶ 1","source":"s"}],"level":"DISTRICT","names":[{"language":"en","text":"Baodi"}],"slug":"baodi"}}`,
				`2 {"link":{"citations":[{"locator":"¶ 1","source":"s"}],"from":{"official":"li-si"},"kind":"HOLDS_POST_IN","period":{"from":"2020"},"role":"Mayor","to":{"district":"baodi"}}}`,
				`3 {"link":{"citations":[{"locator":"¶ 1","source":"s"}],"from":{"official":"li-si"},"kind":"HOLDS_POST_IN","period":{"from":"2010"},"role":"Clerk","to":{"district":"baodi"}}}`,
			},
		},
		{
			name: "kinds by row", file: "all.csv", text: "kind,slug,title,level,from,to\nsource,s,T,,,\nDistricts,a,,CITY,,\nPART_OF,,,,a,tianjin\ndistrict,b,T,,,\nvillage,c,,,,\n",
			want: []string{
				`2 {"source":{"slug":"s","title":"T"}}`, `3 {"district":{"level":"CITY","slug":"a"}}`, `4 {"link":{"from":{"district":"a"},"kind":"PART_OF","to":{"district":"tianjin"}}}`,
				`5 BAD_VALUE column C "title": unknown column;`, `6 UNKNOWN_KIND column A "kind": "village" is not a kind of record; use one of source`,
			},
		},
		{
			name: "no kind", file: "list.csv", text: "name\nA\n",
			want: []string{"1 UNKNOWN_KIND the kind of the records is not known; name it by --kind official"},
		},
		{name: "the kind as an option", file: "list.csv", text: "name\nA\n", options: table.Options{Kind: "parks"}, want: []string{`2 {"park":{"names":[{"language":"en","text":"A"}],"slug":"a"}}`}},
		{
			name: "periods of names", file: "parks.csv",
			text: "former.until,slug,name.en,name.en.from,former,former,former.until,name.ru.until\n,a,N,Dec 2016,Old; Older,Oldest,2016; 2010,\n1990,b,,,X;Y,,,\n",
			want: []string{`1 BAD_VALUE column H "name.ru.until": holds dates of names, but no column holds the names`},
		},
		{
			name: "periods of names, one by one or one for all", file: "parks.csv",
			text: "former.until,slug,name.en,name.en.from,former\n2016; ,a,N,Dec 2016,Old; Older\n1990,b,,,X;Y\n1990;1991,c,,,X\nsoon,d,,,X\n",
			want: []string{
				`2 {"park":{"names":[{"from":"2016-12","language":"en","text":"N"},{"language":"en","text":"Old","type":"FORMER","until":"2016"},{"language":"en","text":"Older","type":"FORMER"}],"slug":"a"}}`,
				`3 {"park":{"names":[{"language":"en","text":"X","type":"FORMER","until":"1990"},{"language":"en","text":"Y","type":"FORMER","until":"1990"}],"slug":"b"}}`,
				`4 BAD_VALUE column A "former.until": has 2 values, the column of the names has 1; give one, or as many`, `5 BAD_DATE column A "former.until": "soon" is not a date`,
			},
		},
		{name: "no header", file: "parks.csv", text: "\n", want: []string{"1 MISSING_FIELD the table has no header"}},
		{name: "an unknown column", file: "parks.csv", text: "naem\nA\n", want: []string{`1 BAD_VALUE column A "naem": unknown column; did you mean name? known are slug, name`}},
		{name: "an ambiguous relation", file: "parks.csv", text: "name,partner\nA,B\n", want: []string{`1 BAD_VALUE column B "partner": partner can mean several kinds of link; name one: PARTNER_OF, BRANCH_OF`}},
		{name: "a kind of link", file: "parks.csv", text: "slug,BRANCH_OF\na,b\n", want: []string{`2 {"link":{"from":{"park":"a"},"kind":"BRANCH_OF","to":{"park":"b"}}}`}},
		{name: "fields of several links", file: "stations.csv", text: "slug,district,railLine,from\na,b,c,2020\n", want: []string{`1 BAD_VALUE column D "from": could belong to several links; write district.from or railLines.from`}},
		{name: "a link in the other direction", file: "stations.csv", text: "slug,railLine,order\na,b;c,1;2\n", want: []string{
			`2 {"link":{"from":{"railLine":"b"},"kind":"SERVES","order":1,"to":{"station":"a"}}}`, `2 {"link":{"from":{"railLine":"c"},"kind":"SERVES","order":2,"to":{"station":"a"}}}`,
		}},
		{name: "one value for all links or citations, or one for each", file: "stations.csv", text: "slug,railLine,order,source,locator\na,b;c,1;2;3,,\na,b;c,7,,\na,,,s;t,1;2;3\na,b,,s,1;2\n", want: []string{
			`2 BAD_VALUE column C "order": has 3 values for 2 links; give one, or as many`,
			`3 {"link":{"from":{"railLine":"b"},"kind":"SERVES","order":7,"to":{"station":"a"}}}`, `3 {"link":{"from":{"railLine":"c"},"kind":"SERVES","order":7,"to":{"station":"a"}}}`,
			`4 BAD_VALUE column D "source": has 2 values, another column of the citation has 3; give one, or as many`,
			`5 {"link":{"citations":[{"locator":"1","source":"s"},{"locator":"2","source":"s"}],"from":{"railLine":"b"},"kind":"SERVES","to":{"station":"a"}}}`,
		}},
		{name: "sources in words", file: "parks.csv", text: "name,source,source.url\nA,Tianjin Daily,https://example.org/1\nB,A report,\n", want: []string{
			`2 {"park":{"citations":[{"source":"tianjin-daily"}],"names":[{"language":"en","text":"A"}],"slug":"a"}}`,
			`2 {"source":{"slug":"tianjin-daily","title":"Tianjin Daily","url":"https://example.org/1"}}`,
			`3 {"park":{"citations":[{"source":"s"}],"names":[{"language":"en","text":"B"}],"slug":"b"}}`,
		}},
		{name: "bad cells", file: "districts.csv", text: "slug,population,name,parent,lat\na,many,,,\nb,,,Atlantis,\nc,,,Twin,\nd,1,,,,,x\nE E,,,,\n,,Москва,,\n,5,,,\n", want: []string{
			`2 BAD_VALUE column B "population": "many" is not a number; write digits only`, `3 UNKNOWN_REFERENCE column D "parent": no district is named "Atlantis"`,
			`4 {"link":{"from":{"district":"c"},"kind":"PART_OF","to":{"district":"twin"}}}`, `5 BAD_VALUE the row has 7 cells, the header has 5`,
			`6 BAD_SLUG column A "slug": "E E" is not a slug`, `7 BAD_VALUE column C "name": the language of "Москва" is not clear`, `8 MISSING_FIELD the district has neither a slug nor a name`,
		}},
		{name: "a name of two kinds", file: "officials.csv", text: "slug,post\na,Twin\nb,organization/twin\n", want: []string{
			`2 UNKNOWN_REFERENCE column B "post": "Twin" can be district/twin or organization/twin; write one of them`,
			`3 {"link":{"from":{"official":"b"},"kind":"HOLDS_POST_IN","to":{"organization":"twin"}}}`,
		}},
		{name: "formulas", file: "parks.csv", text: "slug,summary\na,'=1+1\nb,''=1\nc,'x\n", want: []string{
			`2 {"park":{"slug":"a","summary":"=1+1"}}`, `3 {"park":{"slug":"b","summary":"'=1"}}`, `4 {"park":{"slug":"c","summary":"'x"}}`,
		}},
		{name: "rows without content", file: "parks.csv", text: ",\n\nslug,summary\na,b\n,\n , \n,\n", want: []string{
			`4 {"park":{"slug":"a","summary":"b"}}`,
		}},
		{name: "former slugs in several rows", file: "parks.csv", text: "slug,formerSlugs\na,b;c\na,c;d\n", want: []string{`2 {"park":{"formerSlugs":["b","c","d"],"slug":"a"}}`}},
		{name: "sep= and comments in headings", file: "parks.csv", text: "sep=;\nslug;(seen by);areaHectares\na;me;5.5\n", want: []string{`3 {"park":{"areaHectares":"5.5","slug":"a"}}`}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			compare(t, linesOf(t, c.options, [2]string{c.file, c.text}), c.want)
		})
	}
}

// compare compares lines with what they begin with; records are compared whole.
func compare(t *testing.T, got, want []string) {
	t.Helper()
	for i := range max(len(got), len(want)) {
		switch {
		case i >= len(got) || i >= len(want):
			t.Fatalf("there are %d lines, want %d:\n%s", len(got), len(want), strings.Join(got, "\n"))
		case got[i] == want[i], !strings.HasSuffix(want[i], "}") && strings.HasPrefix(got[i], want[i]):
		default:
			t.Errorf("the line is\n%s\nwant\n%s", got[i], want[i])
		}
	}
}

// TestMadeSlugs: a slug that is made of a name is never that of another record.
func TestMadeSlugs(t *testing.T) {
	t.Parallel()
	const remedy = "; add a column slug ("
	for _, c := range []struct {
		name, file, text, want string
	}{
		{"two names in the table", "officials.csv", "name\n王伟\nWáng Wěi\n", `3 DUPLICATE "Wáng Wěi" and "王伟" (officials.csv:2) would both have the slug wang-wei` + remedy},
		{"another name in the database", "officials.csv", "name\n章工\n", `2 DUPLICATE the slug zhang-gong of "章工" is that of "张工" in the database` + remedy},
		{"another birth", "officials.csv", "name,bornOn\n张工,1975\n", `2 DUPLICATE "张工" was born in 1961 in the database; add a column slug`},
		{"another slug in the database", "districts.csv", "name\nOld Town\n", `2 DUPLICATE "Old Town" is also the name of district/old` + remedy},
		{"another parent in the database", "districts.csv", "name,parent\n朝阳区,Tianjin\n", `2 DUPLICATE column B "parent": "朝阳区" has another parent in the database: district/beijing`},
		{"another parent in the table", "districts.csv", "name,parent\nNew,Tianjin\nNew,Beijing\n", `3 DUPLICATE column B "parent": row 2 has "New" with another parent, tianjin`},
		{"another parent in the table, not in the first row", "districts.csv", "name,parent\nNew,\nNew,Tianjin\nNew,Beijing\n", `4 DUPLICATE column B "parent": row 2 has "New" with another parent, tianjin`},
		{"another value in the table", "districts.csv", "name,population\nNew,1\nNew,2\n", `3 DUPLICATE column B "population": row 2 has the same record with another value`},
		{"another identifier in the table", "districts.csv", "name,identifier.x\nNew,1\nNew,2\n", `3 DUPLICATE row 2 has "New" with another identifier`},
		{"a slug of another row", "districts.csv", "slug,name\nnew,Ancient\n,New\n", `3 DUPLICATE the slug new of "New" is that of another district in the tables` + remedy},
		{"the same again", "officials.csv", "name,bornOn\n张工,1961-05\n", `2 {"official":`},
		{"the same parent", "districts.csv", "name,parent\n朝阳区,Beijing\n", `2 {"district":`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := linesOf(t, table.Options{}, [2]string{c.file, c.text})
			if !slices.ContainsFunc(got, func(line string) bool { return strings.HasPrefix(line, c.want) }) {
				t.Errorf("the lines are\n%s\nwant\n%s", strings.Join(got, "\n"), c.want)
			}
		})
	}
}

// TestNamesInOtherTables: a name in one table finds the record of another.
func TestNamesInOtherTables(t *testing.T) {
	t.Parallel()
	got := linesOf(t, table.Options{}, [2]string{"officials.csv", "slug,post\na,新区\n"}, [2]string{"districts.csv", "slug,name\nnew-area,新区\n"})
	compare(t, got, []string{
		`2 {"link":{"from":{"official":"a"},"kind":"HOLDS_POST_IN","to":{"district":"new-area"}}}`, `2 {"district":{"names":[{"language":"zh","text":"新区"}],"slug":"new-area"}}`,
	})
}

func TestWorkbook(t *testing.T) {
	t.Parallel()
	book := excelize.NewFile()
	set := func(sheet string, cells map[string]any) {
		for cell, value := range cells {
			if err := book.SetCellValue(sheet, cell, value); err != nil {
				t.Fatal(err)
			}
		}
	}
	style := func(format, cell string) {
		id, err := book.NewStyle(&excelize.Style{CustomNumFmt: &format})
		if err != nil {
			t.Fatal(err)
		}
		if err := book.SetCellStyle("Projects", cell, cell, id); err != nil {
			t.Fatal(err)
		}
	}
	for _, sheet := range []string{"Projects", "Districts", "(notes)"} {
		if _, err := book.NewSheet(sheet); err != nil {
			t.Fatal(err)
		}
	}
	set("Projects", map[string]any{
		"A1": "slug", "B1": "startedOn", "C1": "completedOn", "D1": "projectCount", "E1": "investment", "F1": "investment.currency", "G1": "summary",
		"A3": "p", "B3": 44925, "C3": 44925, "D3": 3, "E3": 0.1 + 0.2, "F3": "CNY", "G3": "007",
	})
	style("dd/mm/yyyy", "B3")
	style("[$-409]mmm yyyy", "C3")
	set("Districts", map[string]any{"A1": "name", "A2": "New"})
	set("(notes)", map[string]any{"A1": "anything"})
	var file bytes.Buffer
	if err := book.Write(&file); err != nil {
		t.Fatal(err)
	}
	compare(t, linesOf(t, table.Options{}, [2]string{"book.xlsx", file.String()}), []string{
		`3 {"project":{"completedOn":"2022-12","investment":{"amount":"0.3","currency":"CNY"},"projectCount":3,"slug":"p","startedOn":"2022-12-30","summary":"007"}}`,
		`2 {"district":{"names":[{"language":"en","text":"New"}],"slug":"new"}}`,
	})
	broken, err := table.NewSet(kg.NewKinds(), table.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := broken.Read("x.xlsx", strings.NewReader("PK\x03\x04")); err == nil || !strings.Contains(err.Error(), "x.xlsx is not a workbook that can be read") {
		t.Errorf("the error is %v", err)
	}
}

func TestPlan(t *testing.T) {
	t.Parallel()
	set, err := table.NewSet(kg.NewKinds(), table.Options{Plan: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := set.Read("districts.csv", strings.NewReader("name,populatiom\nTianjing,1\nWuqing,2\nWuqinq,3\n")); err != nil {
		t.Fatal(err)
	}
	if _, err := set.Tables(t.Context(), scan); err != nil {
		t.Fatal(err)
	}
	var plan strings.Builder
	if err := set.WritePlan(&plan); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`column B "populatiom": not understood: unknown column; did you mean population?`, "districts.csv: UTF-8, cells separated by comma; 3 rows; not read\n"} {
		if !strings.Contains(plan.String(), want) {
			t.Errorf("the plan is\n%s\nwant %s", plan.String(), want)
		}
	}
}

func TestOptions(t *testing.T) {
	t.Parallel()
	for _, o := range []table.Options{{Kind: "village"}, {DateOrder: "ymd"}, {CellSeparator: "x"}} {
		if _, err := table.NewSet(kg.NewKinds(), o); err == nil {
			t.Errorf("%+v is taken", o)
		}
	}
	got, err := table.ParseMapping("# what\nName=official.name, a=b=post.in\n\n\"CITY\"=district.level,")
	if want := []string{"Name=official.name", "a=b=post.in", `"CITY"=district.level`}; err != nil || !slices.Equal(got, want) {
		t.Errorf("the mappings are %q, %v", got, err)
	}
	if _, err := table.ParseMapping("Name"); err == nil {
		t.Error("a mapping without a target is taken")
	}
}
