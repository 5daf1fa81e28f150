package kg_test

import (
	"encoding/json"
	"maps"
	"reflect"
	"strings"
	"testing"

	"civicgraph/internal/kg"
	"civicgraph/internal/oracle"
)

// canonical are lines as Encode writes them, with all fields in order.
var canonical = []string{
	`{"source":{"slug":"s","formerSlugs":["s-0"],"title":"T","publisher":"P","authors":["A","B"],"url":"https://example.org/?a=1&b=2","publishedOn":"2023-01","language":"en"}}`,
	`{"source":{"slug":"s","title":"T"}}`,
	`{"district":{"slug":"baodi","formerSlugs":["b","a"],"names":[{"text":"Baodi","language":"en"},{"text":"宝坻","language":"zh","type":"ALIAS"},{"text":"F","language":"de","type":"FORMER"}],` +
		`"identifiers":[{"scheme":"gbt2260","value":"120115"}],"summary":"S","location":{"lat":-39.5,"lon":117},"level":"DISTRICT","population":0,` +
		`"citations":[{"source":"s","locator":"¶ 9","quote":"Q","field":"names"},{"source":"s-2"}]}}`,
	`{"project":{"slug":"p","names":[{"text":"P","language":"en"}],"status":"PLANNED","projectCount":318,"investment":{"amount":"172100000000.5","currency":"CNY"},` +
		`"startedOn":"2022","completedOn":"2022-12-30","sectors":["chips","新能源"],"citations":[{"source":"s"}]}}`,
	`{"railLine":{"slug":"l","names":[{"text":"L","language":"en"}],"status":"OPERATING","lengthKm":"148.7","maxSpeedKmh":350,"citations":[{"source":"s"}]}}`,
	`{"link":{"kind":"SERVES","from":{"railLine":"l"},"to":{"station":"t"},"role":"R","order":3,"period":{"from":"2022-12","until":"2023","attestedOn":"2023-01-11"},"note":"N","citations":[{"source":"s"}]}}`,
	`{"link":{"kind":"PART_OF","from":{"district":"a"},"to":{"district":"b"},"citations":[{"source":"s"}]}}`,
	`{"link":{"kind":"HOLDS_POST_IN","from":{"official":"o"},"to":{"organization":"house"},"role":"Member","order":0,"onBehalfOf":{"organization":"party"},"citations":[{"source":"s"}]}}`,
	`{"figure":{"measure":"m","label":"L","value":"-0.0001","unit":"km","qualifier":"AT_MOST","type":"TARGET","wording":"W","period":{"until":"2022"},` +
		`"subjects":[{"park":"p"},{"railLine":"l"}],"statedBy":"o","citations":[{"source":"s"}]}}`,
	`{"statement":{"speaker":"o","saidOn":"2023-01-11","summary":"S","topics":["b","a"],"about":[{"district":"tianjin"}],"citations":[{"source":"s"}]}}`,
	`{"source":{"slug":"s","title":"\"\\/\n\r\t\u0001\u007f <&> \u2028\u2029\u0085 🚄"}}`,
}

func TestEncodeIsTheInverseOfDecode(t *testing.T) {
	t.Parallel()
	for _, line := range canonical {
		record, err := decode(t, line)
		if err != nil {
			t.Fatalf("%v in %s", err, line)
		}
		want := strings.ReplaceAll(line, `\u007f`, "\u007f")
		if got := string(kg.NewKinds().Encode(record).AppendJSON(nil)); got != want {
			t.Errorf("it is\n%s\nwant\n%s", got, want)
		}
	}
}

// TestDecodeReadsWhatEncodeWrites decodes the encodings of records of every kind, with unusual values.
func TestDecodeReadsWhatEncodeWrites(t *testing.T) {
	t.Parallel()
	kinds := kg.NewKinds()
	for _, input := range oracle.Graph(3) {
		record, err := kinds.Decode(input)
		if err != nil {
			t.Fatalf("%v in %v", err, input)
		}
		withoutNulls(record)
		line := string(kinds.Encode(record).AppendJSON(nil))
		again, err := decode(t, line)
		if err != nil {
			t.Fatalf("%v in %s", err, line)
		}
		if !reflect.DeepEqual(again, record) {
			t.Errorf("%s is decoded as\n%+v, want\n%+v", line, again, record)
		}
	}
}

// withoutNulls removes null and empty values from a record, because Encode omits them.
func withoutNulls(r *kg.Record) {
	for name, value := range r.Values {
		if list, isList := value.([]string); value == nil || value == "" || isList && len(list) == 0 {
			delete(r.Values, name)
		}
	}
	if len(r.FormerSlugs) == 0 {
		r.FormerSlugs = nil
	}
	if r.Statement != nil && len(r.Statement.Topics) == 0 {
		r.Statement.Topics = nil
	}
	empty := map[string]bool{}
	if r.Link != nil {
		empty = map[string]bool{"note": r.Link.Note == "", "until": r.Link.Period.Until == "", "attestedOn": r.Link.Period.AttestedOn == "", "onBehalfOf": r.Link.OnBehalfOf == kg.Ref{}}
	}
	if f := r.Figure; f != nil {
		r.Values["qualifier"] = true // what an import does not say is what Encode writes
		empty = map[string]bool{"wording": f.Wording == "", "until": f.Period.Until == "", "attestedOn": f.Period.AttestedOn == ""}
	}
	maps.DeleteFunc(r.Values, func(name string, _ any) bool { return empty[name] })
}

func FuzzAppendQuoted(f *testing.F) {
	for _, text := range []string{"", "a", "\"\\\x00\x1f\u0085\u2028", "\xff\xfe", "\uFFFDa", "宝坻\xe5"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var back string
		quoted := kg.AppendJSONString(nil, text)
		if err := json.Unmarshal(quoted, &back); err != nil {
			t.Fatalf("%v in %s", err, quoted)
		}
		if back != strings.ToValidUTF8(text, "\uFFFD") && strings.ToValidUTF8(text, "") == text {
			t.Errorf("%q is decoded as %q", text, back)
		}
		if strings.ContainsAny(string(quoted), "\n\r\u0085\u2028\u2029") {
			t.Errorf("%q is not on one line", quoted)
		}
	})
}

func TestWordsOfKinds(t *testing.T) {
	t.Parallel()
	kinds := kg.NewKinds()
	for _, code := range kinds.RecordCodes() {
		if again, err := kinds.ParseName(kinds.NameOf(code)); err != nil || again != code {
			t.Errorf("the name of %d is %q, which is parsed as %d, error %v", code, kinds.NameOf(code), again, err)
		}
	}
	if len(kinds.RecordCodes()) != len(kinds.All())+3 {
		t.Errorf("the kinds of record are %v", kinds.RecordCodes())
	}
	if word := kinds.NameOf(kg.KindCitation); word != "" {
		t.Errorf("the name of a citation is %q", word)
	}
	if _, err := kinds.ParseName("village"); err == nil {
		t.Error("a village is a kind of record")
	}
}
