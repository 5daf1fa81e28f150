package ingest_test

import (
	"math"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"civicgraph/internal/ingest"
	"civicgraph/internal/kg"
	"civicgraph/internal/store"
	"civicgraph/internal/store/storetest"
)

// bridgeKind has a field of every type.
func bridgeKind() kg.Kind {
	return kg.Kind{
		Code: 20, Name: "suspensionBridge", Plural: "suspensionBridges",
		Fields: []kg.Field{
			{Name: "farEnd", Type: kg.TypePoint},
			{Name: "spanMetres", Type: kg.TypeInt, Max: math.MaxInt32}, {Name: "height", Type: kg.TypeDecimal}, {Name: "openedOn", Type: kg.TypePartialDate},
			{Name: "builders", Type: kg.TypeStringList}, {Name: "toll", Type: kg.TypeMoney}, {Name: "page", Type: kg.TypeURL},
			{Name: "state", Type: kg.TypeEnum, Values: []kg.EnumValue{{Name: "OPEN"}, {Name: "CLOSED"}}},
		},
	}
}

const bridgeTable = `CREATE TABLE suspension_bridge (
  id INTEGER PRIMARY KEY, slug TEXT NOT NULL UNIQUE, name TEXT NOT NULL, name_key TEXT NOT NULL, summary TEXT,
  location_lat REAL, location_lon REAL, far_end_lat REAL, far_end_lon REAL, span_metres INTEGER, height INTEGER, opened_on TEXT, opened_on_first TEXT, opened_on_last TEXT,
  builders TEXT, toll_amount INTEGER, toll_currency TEXT, page TEXT, state TEXT,
  version INTEGER NOT NULL, updated_at TEXT NOT NULL) STRICT`

// bridgeLines are records of the kind as they are exported.
const bridgeLines = sourceLine + "\n" + tianjinLine + `
{"suspensionBridge":{"slug":"long","formerSlugs":["old"],"names":[{"text":"Long","language":"en"}],"identifiers":[{"scheme":"wikidata","value":"Q1"}],"summary":"S","location":{"lat":39.5,"lon":117},"farEnd":{"lat":39.6,"lon":117.25},"spanMetres":1200,"height":"99.5","openedOn":"2022-12","builders":["A","B"],"toll":{"amount":"2.5","currency":"CNY"},"page":"https://example.org","state":"OPEN","citations":[{"source":"s"}]}}
{"suspensionBridge":{"slug":"short","names":[{"text":"Short","language":"en"}],"citations":[{"source":"s"}]}}
{"figure":{"measure":"m","label":"L","value":"1","unit":"u","qualifier":"EXACT","type":"OUTCOME","subjects":[{"suspensionBridge":"long"}],"citations":[{"source":"s"}]}}
`

func openWithBridges(t *testing.T) *store.Store {
	t.Helper()
	path := storetest.Database(t)
	table := bridgeTable
	if storetest.OnPostgres() {
		table = strings.NewReplacer("INTEGER", "BIGINT", "REAL", "DOUBLE PRECISION", "TEXT", `TEXT COLLATE "C"`, "STRICT", "").Replace(table)
	}
	if _, err := storetest.OpenSQL(t, path).ExecContext(t.Context(), table); err != nil {
		t.Fatal(err)
	}
	return storetest.Open(t, path, store.Options{Kinds: kg.NewKinds(bridgeKind())})
}

// TestNewKindIsExported: a new kind of entity is exported in every format and imported again, without further code.
func TestNewKindIsExported(t *testing.T) {
	t.Parallel()
	s := openWithBridges(t)
	if _, err := ingest.Import(t.Context(), s, ingest.Options{}, ingest.JSONLines("", strings.NewReader(bridgeLines))); err != nil {
		t.Fatal(err)
	}
	same(t, "the export", exported(t, s, ingest.ExportOptions{}), bridgeLines)
	folder := filepath.Join(t.TempDir(), "tables")
	if _, err := ingest.ExportFile(t.Context(), s, folder, ingest.ExportOptions{Format: "csv"}); err != nil {
		t.Fatal(err)
	}
	again := openWithBridges(t)
	if _, err := ingest.Import(t.Context(), again, ingest.Options{}, tableInputs(t, again, folder)...); err != nil {
		t.Fatal(err)
	}
	same(t, "the export by way of CSV", exported(t, again, ingest.ExportOptions{}), bridgeLines)
	checkGraphML(t, exported(t, s, ingest.ExportOptions{Format: "graphml"}))
	want := `{"type":"Feature","geometry":{"type":"Point","coordinates":[117,39.5]},"properties":{"kind":"suspensionBridge","slug":"long","name":"Long",` +
		`"summary":"S","farEnd":{"lat":39.6,"lon":117.25},"spanMetres":1200`
	if got := exported(t, s, ingest.ExportOptions{Format: "geojson", Kinds: []string{"suspensionBridge"}}); !strings.Contains(got, want) {
		t.Errorf("there is no such feature in %s", got)
	}
	alone := strings.NewReplacer(bridgeOf(t, "short"), "", tianjinLine+"\n", "").Replace(bridgeLines)
	if got := exported(t, s, ingest.ExportOptions{Around: "suspensionBridge/old", Depth: 1}); got != alone {
		t.Errorf("around it is %s", got)
	}
}

func bridgeOf(t *testing.T, slug string) string {
	t.Helper()
	lines := slices.Collect(strings.Lines(bridgeLines))
	i := slices.IndexFunc(lines, func(l string) bool { return strings.Contains(l, `{"slug":"`+slug+`"`) })
	if i < 0 {
		t.Fatalf("there is no bridge %s", slug)
	}
	return lines[i]
}

// TestRecordsAreAsDecoded: the records that the store reads equal the decoded lines, including which fields are set.
func TestRecordsAreAsDecoded(t *testing.T) {
	t.Parallel()
	s := filled(t, oracleLines(6))
	snapshot, err := s.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer snapshot.Close()
	kinds := s.Registry().Kinds
	err = s.Registry().Records(t.Context(), snapshot, store.Subset{}, func(r *kg.Record) error {
		line := string(kinds.Encode(r).AppendJSON(nil))
		if again := decoded(t, line)[0]; !reflect.DeepEqual(again, r) {
			t.Errorf("%s\nis %+v, want\n%+v", line, r, again)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestExportTakesFewStatements: the number of SQL statements depends on the pages, not on the records.
func TestExportTakesFewStatements(t *testing.T) {
	t.Parallel()
	s := filled(t, synthetic(t, 20, 1))
	snapshot, err := s.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer snapshot.Close()
	records := 0
	err = s.Registry().Records(t.Context(), snapshot, store.Subset{}, func(*kg.Record) error { records++; return nil })
	if err != nil {
		t.Fatal(err)
	}
	if records < 2000 || snapshot.Statements > 200 {
		t.Errorf("%d records take %d statements", records, snapshot.Statements)
	}
}
