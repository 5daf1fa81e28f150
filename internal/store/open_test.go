package store_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
	"civicgraph/internal/store/storetest"
)

const (
	sourceLine = `{"source":{"slug":"s","title":"T"}}`
	baodiLine  = `{"district":{"slug":"baodi","names":[{"text":"Baodi","language":"en"}],"level":"DISTRICT","citations":[{"source":"s"}]}}`
)

// refusal is the sentence with which a path is refused.
func refusal(t *testing.T, path string) string {
	t.Helper()
	s, err := store.Open(t.Context(), path, store.Options{Kinds: kg.NewKinds(), Now: time.Now})
	if err == nil {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		t.Fatalf("%s is opened", path)
	}
	sentence := err.Error()
	if strings.ContainsAny(sentence, "\r\n") || !strings.Contains(sentence, path) || strings.Contains(sentence, "SQLITE") ||
		strings.Contains(sentence, "SQL logic error") {
		t.Errorf("%q is no sentence that names the file, on one line", sentence)
	}
	return sentence
}

// folder returns the files of a folder with their contents.
func folder(t *testing.T, path string) string {
	t.Helper()
	entries, err := os.ReadDir(path)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, entry := range entries {
		fmt.Fprintf(&b, "%s", entry.Name())
		if !entry.IsDir() {
			content, err := os.ReadFile(filepath.Join(path, entry.Name()))
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(&b, " %q", content)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func TestOpenMakesAFile(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	if empty, err := s.IsEmpty(t.Context()); err != nil || !empty {
		t.Errorf("a new database is empty: %t, %v", empty, err)
	}
	if err := s.Ping(t.Context()); err != nil {
		t.Error(err)
	}
	s.write(t, sourceLine)
	if empty, err := s.IsEmpty(t.Context()); err != nil || empty {
		t.Errorf("a database with a record is empty: %t, %v", empty, err)
	}
}

func TestOpenTakesAnEmptyFile(t *testing.T) {
	storetest.SQLiteOnly(t, "it is about files")
	t.Parallel()
	path := filepath.Join(t.TempDir(), "empty.db")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	openStore(t, path).write(t, sourceLine)
}

// TestOpenKeepsWhatIsThere opens a file again, at any path that the file system takes.
func TestOpenKeepsWhatIsThere(t *testing.T) {
	storetest.SQLiteOnly(t, "it is about files")
	t.Parallel()
	for _, name := range []string{
		"civicgraph.db", "no suffix", "a b?c#d%.db", "100%25.db", "a&mode=memory.db", "?mode=ro", "#", "%", "'\"`;--.db", ":memory:.db",
		"宝坻.db", "file:x.db", "~", "a+b=c.db", "back\\slash.db",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			path := filepath.Join(dir, name)
			first := openStoreOnce(t, path)
			first.write(t, sourceLine, baodiLine)
			closeStore(t, first)
			content := folder(t, dir)
			if !strings.HasPrefix(content, name+" ") || strings.Count(content, "\n") != 1 {
				t.Errorf("after Close the folder holds %.200q, want %s alone", content, name)
			}
			second := openStoreOnce(t, path)
			defer closeStore(t, second)
			if got := second.bySlug(t, "District", "baodi", "name", "version"); !slices.Equal(got, []string{"Baodi", "1"}) {
				t.Errorf("after a second Open it holds %v", got)
			}
			if written := second.write(t, sourceLine, baodiLine); (written != store.WriteCounts{Unchanged: 2}) {
				t.Errorf("writing the same again did %+v", written)
			}
		})
	}
}

// openStoreOnce opens a store that the test closes itself.
func openStoreOnce(t *testing.T, path string) *testStore {
	t.Helper()
	opened, err := store.Open(t.Context(), path, store.Options{
		Kinds: kg.NewKinds(), Now: func() time.Time { return testTime },
	})
	if err != nil {
		t.Fatal(err)
	}
	return &testStore{Store: opened, path: path, clock: testTime}
}

func closeStore(t *testing.T, s *testStore) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

func TestOpenTakesARelativePath(t *testing.T) {
	storetest.SQLiteOnly(t, "it is about files")
	dir := t.TempDir()
	t.Chdir(dir)
	for _, path := range []string{"civicgraph.db", "./dot.db", "a:b.db", "./:memory:"} {
		s := openStoreOnce(t, path)
		s.write(t, sourceLine)
		closeStore(t, s)
		if _, err := os.Stat(filepath.Join(dir, path)); err != nil {
			t.Errorf("%s is not in the working folder: %v", path, err)
		}
	}
}

func TestOpenTakesAPathWithDoubleSlashes(t *testing.T) {
	storetest.SQLiteOnly(t, "it is about files")
	t.Parallel()
	dir := t.TempDir()
	openStore(t, "/"+dir+"//double.db").write(t, sourceLine)
	if _, err := os.Stat(filepath.Join(dir, "double.db")); err != nil {
		t.Error(err)
	}
}

func TestOpenRefusesAnEmptyPath(t *testing.T) {
	storetest.SQLiteOnly(t, "it is about files")
	t.Parallel()
	refusal(t, "")
}

func TestMemoryIsOfOneStore(t *testing.T) {
	storetest.SQLiteOnly(t, "it is about files")
	t.Parallel()
	one, two := openStore(t, store.Memory), openStore(t, store.Memory)
	one.write(t, sourceLine, baodiLine)
	if got := one.bySlug(t, "District", "baodi", "name"); !slices.Equal(got, []string{"Baodi"}) {
		t.Errorf("the one holds %v", got)
	}
	if empty, err := two.IsEmpty(t.Context()); err != nil || !empty {
		t.Errorf("the other is empty: %t, %v", empty, err)
	}
	if got := two.bySlug(t, "District", "baodi", "name"); got != nil {
		t.Errorf("the other holds %v", got)
	}
	if written := two.write(t, sourceLine, baodiLine); (written != store.WriteCounts{Created: 2}) {
		t.Errorf("in the other, writing did %+v", written)
	}
}

func TestMemoryLeavesNoFile(t *testing.T) {
	storetest.SQLiteOnly(t, "it is about files")
	dir := t.TempDir()
	t.Chdir(dir)
	s := openStoreOnce(t, store.Memory)
	s.write(t, sourceLine)
	closeStore(t, s)
	if content := folder(t, dir); content != "" {
		t.Errorf("the working folder holds %.200q", content)
	}
}

// TestBothDriversSeeTheSame writes through one driver and reads through both, and the other way round.
func TestBothDriversSeeTheSame(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	s.write(t, sourceLine, baodiLine)
	table, columns := s.columns(t, "District", "id", "slug", "name", "level", "population", "version", "updatedAt")
	mine := func() [][]string {
		return s.rows(t, (&store.RecordList{Table: table}).Page(store.Page{Limit: 10}, columns), 9)
	}
	const theirs = "SELECT id, slug, id, slug, name, level, population, version, updated_at FROM district"
	db := storetest.OpenSQL(t, s.path)
	if a, b := fmt.Sprint(mine()), fmt.Sprint(query(t, db, theirs)); a != b || len(mine()) != 1 {
		t.Errorf("the one reads %s, the other %s", a, b)
	}
	exec(t, db, "UPDATE district SET name = '宝坻 \U00020000', population = 5")
	a, b := fmt.Sprint(mine()), fmt.Sprint(query(t, db, theirs))
	if a != b || !strings.Contains(a, "宝坻 \U00020000 DISTRICT 5 ") {
		t.Errorf("after a change by the other, the one reads %s, the other %s", a, b)
	}
}

// TestTwoStoresShareAFile: two stores on one file, as two processes have it.
func TestTwoStoresShareAFile(t *testing.T) {
	t.Parallel()
	one := newStore(t)
	two := openStore(t, one.path)
	one.write(t, sourceLine)
	if written := two.write(t, sourceLine, baodiLine); (written != store.WriteCounts{Created: 1, Unchanged: 1}) {
		t.Errorf("the other did %+v", written)
	}
	if got := one.bySlug(t, "District", "baodi", "name"); !slices.Equal(got, []string{"Baodi"}) {
		t.Errorf("the one holds %v", got)
	}
}

func TestOpenRefusesWhatIsNoDatabase(t *testing.T) {
	storetest.SQLiteOnly(t, "it is about files")
	t.Parallel()
	random := make([]byte, 20_000)
	for i := range random {
		random[i] = byte(i*i>>3 + 7*i + 1)
	}
	cases := map[string][]byte{
		"a text":                      []byte("The mayor of Tianjin delivered the report.\n"),
		"one byte":                    {0},
		"many zeros":                  make([]byte, 8192),
		"random bytes":                random,
		"a picture":                   append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"), random...),
		"JSON Lines":                  []byte(sourceLine + "\n" + baodiLine + "\n"),
		"a text that begins like one": append([]byte("SQLite format 4\x00"), random...),
		"the header of one, cut":      []byte("SQLite format 3\x00"),
		"the header of one, spoilt":   append([]byte("SQLite format 3\x00"), random...),
	}
	for name, content := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			path := filepath.Join(dir, "file")
			if err := os.WriteFile(path, content, 0o600); err != nil {
				t.Fatal(err)
			}
			before := folder(t, dir)
			refusal(t, path)
			if folder(t, dir) != before {
				t.Errorf("the folder holds %.300q, want it as it was", folder(t, dir))
			}
		})
	}
}

// TestOpenRefusesTheDatabaseOfAnother leaves it, and its folder, as they are.
func TestOpenRefusesTheDatabaseOfAnother(t *testing.T) {
	storetest.SQLiteOnly(t, "it is about files")
	t.Parallel()
	cases := map[string][]string{
		"with tables":               {"CREATE TABLE note (text TEXT)", "INSERT INTO note VALUES ('mine')"},
		"with tables of our names":  {"CREATE TABLE district (id INTEGER PRIMARY KEY, slug TEXT)"},
		"with a mark of its own":    {"PRAGMA application_id = 42", "CREATE TABLE note (text TEXT)"},
		"with a version of its own": {"PRAGMA user_version = 7", "CREATE TABLE note (text TEXT)"},
		"with a write-ahead log":    {"PRAGMA journal_mode = WAL", "CREATE TABLE note (text TEXT)", "INSERT INTO note VALUES ('mine')"},
		"with migrations by our tool": {
			"CREATE TABLE goose_db_version (id INTEGER PRIMARY KEY, version_id INTEGER, is_applied INTEGER, tstamp TEXT)",
			"INSERT INTO goose_db_version VALUES (1, 1, 1, '')", "CREATE TABLE note (text TEXT)",
		},
	}
	for name, statements := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			path := filepath.Join(dir, "other.db")
			makeDatabase(t, path, statements...)
			before := folder(t, dir)
			sentence := refusal(t, path)
			if !strings.Contains(sentence, "another program") {
				t.Errorf("it says %q", sentence)
			}
			if folder(t, dir) != before {
				t.Errorf("the folder holds %.100q…, want it as it was, %.100q…", folder(t, dir), before)
			}
		})
	}
}

// TestOpenRefusesTheDatabaseThatAnotherIsUsing: its tables are in its write-ahead log alone.
func TestOpenRefusesTheDatabaseThatAnotherIsUsing(t *testing.T) {
	storetest.SQLiteOnly(t, "it is about files")
	t.Parallel()
	source := filepath.Join(t.TempDir(), "other.db")
	exec(t, storetest.OpenSQL(t, source), "PRAGMA journal_mode = WAL", "CREATE TABLE note (text TEXT)", "INSERT INTO note VALUES ('mine')")
	dir := t.TempDir()
	path := filepath.Join(dir, "other.db")
	for _, suffix := range []string{"", "-wal"} {
		content, err := os.ReadFile(source + suffix)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path+suffix, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	before := folder(t, dir)
	refusal(t, path)
	if folder(t, dir) != before {
		t.Errorf("the folder holds %.100q…, want it as it was, %.100q…", folder(t, dir), before)
	}
}

// makeDatabase makes a file by SQL and closes it.
func makeDatabase(t *testing.T, path string, statements ...string) {
	t.Helper()
	db := storetest.OpenSQL(t, path)
	exec(t, db, statements...)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestOpenRefusesPathsThatAreNoFile(t *testing.T) {
	storetest.SQLiteOnly(t, "it is about files")
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ path, says string }{
		"a folder":            {dir, "folder"},
		"in a missing folder": {filepath.Join(dir, "missing", "civicgraph.db"), "folder"},
		"below a file":        {filepath.Join(file, "civicgraph.db"), ""},
		"too long a name":     {filepath.Join(dir, strings.Repeat("x", 300)), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if sentence := refusal(t, c.path); !strings.Contains(strings.Replace(sentence, c.path, "", 1), c.says) {
				t.Errorf("it says %q, want something of %q", sentence, c.says)
			}
		})
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("the folder holds %v, %v", entries, err)
	}
}

func TestOpenFailsOnADamagedDatabase(t *testing.T) {
	storetest.SQLiteOnly(t, "it is about files")
	t.Parallel()
	path := filepath.Join(t.TempDir(), "test.db")
	s := openStoreOnce(t, path)
	s.write(t, sourceLine, baodiLine)
	closeStore(t, s)
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	// The header is sound, the tables are gone.
	copy(content[100:], bytes.Repeat([]byte{0xFF}, len(content)-100))
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	refusal(t, path)
}
