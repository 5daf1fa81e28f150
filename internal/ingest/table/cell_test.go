package table

import (
	"slices"
	"strings"
	"testing"
)

func TestCells(t *testing.T) {
	t.Parallel()
	for _, value := range []string{"", "a", "=1+1", "+1", "-x", "@a", "\tx", "\rx", "'", "'=1", "''", "'a", "'-1", "a;b", `a\`, `\;`, " a ", "\n", "  ", "\u3000x\u00a0", ";"} {
		cell := Neutralize(escape(value))
		if strings.ContainsAny(cell[:min(len(cell), 1)], formulaStarts) {
			t.Errorf("%q is a formula", cell)
		}
		if got := single(restore(cell)); got != value {
			t.Errorf("%q is written as %q and read as %q", value, cell, got)
		}
		lists := [][]string{{value, "x"}, {"", value, ""}}
		for _, values := range lists {
			if got := split(restore(Neutralize(join(values))), ListSeparator); !slices.Equal(got, values) {
				t.Errorf("%q is written as %q and read as %q", values, join(values), got)
			}
		}
	}
	if got := list(" a |b\\|c| ", "|"); !slices.Equal(got, []string{"a", "b|c"}) {
		t.Errorf("the values are %q", got)
	}
}

func TestParseRows(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, text string
		separator  byte
		want       []string
	}{
		{"quotes, line breaks, empty lines", "a,b\r\n\r\n\"x\r\ny\n\"\"z\"\"\", p \rq \n", ',', []string{"1 [a b]", "3 [x\r\ny\n\"z\"  p \rq ]"}},
		{"quotes within a cell", "a,5\" b\n", ',', []string{`1 [a 5" b]`}},
		{"a quoted cell after a space", "a, \"b,c\" ,d", ',', []string{"1 [a b,c d]"}},
		{"tabs", "a\tb,c\n\td", '\t', []string{"1 [a b,c]", "2 [ d]"}},
		{"no closing quote", "a\n\"b,c\nd\n", ',', []string{"1 [a]", "2 missing closing quote; a cell with quotes is written as \"a \"\"b\"\" c\"", "3 [d]"}},
		{"text after a quote", "\"a\"b\nc", ',', []string{"1 unexpected text after a closing quote; a cell with quotes is written as \"a \"\"b\"\" c\"", "2 [c]"}},
		{"invalid text", "a\xff\nb", ',', []string{"1 the row is not valid text in the encoding of the file", "2 [b]"}},
		{"a long row", strings.Repeat("x", maxRow+1) + "\nb", ',', []string{"1 the row is longer than 1048576 bytes", "2 [b]"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, r := range parseRows(c.text, c.separator) {
				text := "[" + strings.Join(r.cells, " ") + "]"
				if r.invalid != nil {
					text = r.invalid.Message
				}
				got = append(got, string(rune('0'+r.line))+" "+text)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("the rows are %q, want %q", got, c.want)
			}
		})
	}
}

func TestDetectSeparator(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]byte{
		"a,b\nc,d": ',', "a;b\nc,5;d,6": ';', "a\tb,c\td\ne\tf\tg": '\t', "a|b|c\nd|e|f": '|', "name\nx": ',', "": ',',
		"\"a;b\",c\n\"d;e\",f": ',', "a;b\n\"x\ny;z\";w": ';',
	} {
		if got := detectSeparator(text); got != want {
			t.Errorf("the separator of %q is %q, want %q", text, got, want)
		}
	}
}

// FuzzRows: rows that are written are read back, and no text makes the reader fail or lose its place.
func FuzzRows(f *testing.F) {
	f.Add("a,b\r\n\"c\n\"\"d\",e", byte(','))
	f.Add("\"", byte(';'))
	f.Add("a\r\r\n\x00\xff", byte('\t'))
	f.Fuzz(func(t *testing.T, text string, separator byte) {
		if strings.IndexByte(separators, separator) < 0 {
			separator = ','
		}
		last := 0
		for _, r := range parseRows(text, separator) {
			if r.line <= last || r.line > strings.Count(text, "\n")+1 {
				t.Fatalf("row %d comes after row %d", r.line, last)
			}
			last = r.line
			if r.invalid != nil {
				continue
			}
			again := parseRows(CSVRow(r.cells, separator)+"\n", separator)
			if strings.Join(r.cells, "") != "" && (len(again) != 1 || !slices.Equal(again[0].cells, r.cells)) {
				t.Fatalf("%q is read again as %v", r.cells, again)
			}
		}
		if got := single(restore(Neutralize(escape(strings.ToValidUTF8(text, "?"))))); got != strings.ToValidUTF8(text, "?") {
			t.Fatalf("%q is read again as %q", text, got)
		}
	})
}
