package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"

	"civicgraph/internal/kg"
	"civicgraph/internal/search"
	"civicgraph/internal/store"
)

// loader fills the tables from a file as one would by hand: it trusts every line, reads nothing from the database, and
// keeps everything that it needs in memory.
type loader struct {
	conn *sqlite.Conn
	now  string
	// last is the number of the newest key, changes that of the newest change.
	last, changes int64
	ids           map[kg.Ref]kg.ID
	degrees       map[kg.ID]int64
	keys          []loaderKey
	postings      []loaderPosting
	roles         map[string]bool
	rows          loaderRows
}

// loaderKey is a row of search_key.
type loaderKey struct {
	text        string
	entity      kg.ID
	item, start int64
}

// execute runs statements one after the other.
func execute(conn *sqlite.Conn, statements ...string) error {
	for _, statement := range statements {
		if err := sqlitex.ExecuteTransient(conn, statement, nil); err != nil {
			return err
		}
	}
	return nil
}

// loadByHand loads a file of the synthetic graph into a new database.
func loadByHand(ctx context.Context, file, database string) (err error) {
	if err := createTables(ctx, database); err != nil {
		return err
	}
	conn, err := sqlite.OpenConn(database, sqlite.OpenReadWrite)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	// The pragmas are those of the product.
	err = execute(conn, "PRAGMA foreign_keys = 1", "PRAGMA synchronous = NORMAL", "PRAGMA journal_size_limit = 67108864",
		"PRAGMA cache_size = -65536", "BEGIN IMMEDIATE")
	if err != nil {
		return err
	}
	input, err := os.Open(file)
	if err != nil {
		return err
	}
	defer func() { _ = input.Close() }()
	l := &loader{conn: conn, now: kg.FormatDateTime(time.Now()), ids: map[kg.Ref]kg.ID{}, degrees: map[kg.ID]int64{}, roles: map[string]bool{}}
	if err := l.load(input); err != nil {
		return err
	}
	// Like the product after an import.
	return execute(conn, "PRAGMA analysis_limit = 1000", "ANALYZE", "PRAGMA wal_checkpoint(TRUNCATE)")
}

// createTables creates the empty tables with the product's migrations.
func createTables(ctx context.Context, database string) error {
	db, err := store.Open(ctx, database, store.Options{Kinds: kg.NewKinds(), Now: time.Now})
	if err != nil {
		return err
	}
	return db.Close()
}

// load reads the lines and commits.
func (l *loader) load(input io.Reader) error {
	if err := l.prepareRows(); err != nil {
		return err
	}
	lines := bufio.NewReaderSize(input, 1<<20)
	options := json.JoinOptions(
		json.RejectUnknownMembers(true), // what it does not know it would leave out
		jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	for number := 1; ; number++ {
		text, err := lines.ReadSlice('\n')
		if errors.Is(err, io.EOF) {
			break
		}
		var record loaderLine
		if err == nil {
			err = json.Unmarshal(text, &record, options)
		}
		if err == nil {
			err = l.add(&record)
		}
		if err != nil {
			return fmt.Errorf("line %d: %w", number, err)
		}
	}
	if err := errors.Join(l.addKeys(), l.addWords(), l.addDegrees(), l.addSet()); err != nil {
		return err
	}
	return execute(l.conn, "COMMIT")
}

// loaderLine is a line of the file. The synthetic graph has neither figures nor statements.
type loaderLine struct {
	Source       *loaderSource `json:"source"`
	Official     *loaderEntity `json:"official"`
	District     *loaderEntity `json:"district"`
	Park         *loaderEntity `json:"park"`
	Project      *loaderEntity `json:"project"`
	RailLine     *loaderEntity `json:"railLine"`
	Station      *loaderEntity `json:"station"`
	Organization *loaderEntity `json:"organization"`
	Link         *loaderLink   `json:"link"`
}

type loaderSource struct {
	Slug        string         `json:"slug"`
	Title       string         `json:"title"`
	Publisher   string         `json:"publisher"`
	URL         string         `json:"url"`
	Language    string         `json:"language"`
	Authors     jsontext.Value `json:"authors"`
	PublishedOn kg.PartialDate `json:"publishedOn"`
}

// loaderEntity has the fields of all kinds.
type loaderEntity struct {
	Slug         string          `json:"slug"`
	Summary      string          `json:"summary"`
	Names        []loaderName    `json:"names"`
	Identifiers  []kg.Identifier `json:"identifiers"`
	Citations    []kg.Citation   `json:"citations"`
	Location     *kg.Point       `json:"location"`
	Level        string          `json:"level"`
	Status       string          `json:"status"`
	Type         string          `json:"type"`
	Population   int64           `json:"population"`
	BornOn       kg.PartialDate  `json:"bornOn"`
	FoundedOn    kg.PartialDate  `json:"foundedOn"`
	StartedOn    kg.PartialDate  `json:"startedOn"`
	CompletedOn  kg.PartialDate  `json:"completedOn"`
	OpenedOn     kg.PartialDate  `json:"openedOn"`
	AreaHectares string          `json:"areaHectares"`
	LengthKm     string          `json:"lengthKm"`
	MaxSpeedKmh  int64           `json:"maxSpeedKmh"`
	Investment   *loaderMoney    `json:"investment"`
	Sectors      jsontext.Value  `json:"sectors"`
}

type loaderName struct {
	Text     string `json:"text"`
	Language string `json:"language"`
	Type     string `json:"type"`
}

type loaderMoney struct {
	Amount   string `json:"amount"`
	Currency string `json:"currency"`
}

type loaderLink struct {
	Kind      string        `json:"kind"`
	Role      string        `json:"role"`
	Note      string        `json:"note"`
	From      loaderRef     `json:"from"`
	To        loaderRef     `json:"to"`
	Order     int64         `json:"order"`
	Period    kg.Period     `json:"period"`
	Citations []kg.Citation `json:"citations"`
}

// loaderRef identifies one entity; the other fields are empty.
type loaderRef struct {
	Official     string `json:"official"`
	District     string `json:"district"`
	Park         string `json:"park"`
	Project      string `json:"project"`
	RailLine     string `json:"railLine"`
	Station      string `json:"station"`
	Organization string `json:"organization"`
}

func (r *loaderRef) ref() kg.Ref {
	switch {
	case r.Official != "":
		return kg.Ref{Kind: kg.KindOfficial, Slug: r.Official}
	case r.District != "":
		return kg.Ref{Kind: kg.KindDistrict, Slug: r.District}
	case r.Park != "":
		return kg.Ref{Kind: kg.KindPark, Slug: r.Park}
	case r.Project != "":
		return kg.Ref{Kind: kg.KindProject, Slug: r.Project}
	case r.Station != "":
		return kg.Ref{Kind: kg.KindStation, Slug: r.Station}
	case r.RailLine != "":
		return kg.Ref{Kind: kg.KindRailLine, Slug: r.RailLine}
	}
	return kg.Ref{Kind: kg.KindOrganization, Slug: r.Organization}
}

func (l *loader) add(line *loaderLine) error {
	switch {
	case line.Link != nil:
		return l.addLink(line.Link)
	case line.Source != nil:
		return l.addSource(line.Source)
	case line.Official != nil:
		return l.addEntity(kg.KindOfficial, line.Official)
	case line.District != nil:
		return l.addEntity(kg.KindDistrict, line.District)
	case line.Park != nil:
		return l.addEntity(kg.KindPark, line.Park)
	case line.Project != nil:
		return l.addEntity(kg.KindProject, line.Project)
	case line.RailLine != nil:
		return l.addEntity(kg.KindRailLine, line.RailLine)
	case line.Station != nil:
		return l.addEntity(kg.KindStation, line.Station)
	}
	return l.addEntity(kg.KindOrganization, line.Organization)
}

// id returns the key of a record, which it creates at the first reference: a line may refer to a later one.
func (l *loader) id(ref kg.Ref) kg.ID {
	id, ok := l.ids[ref]
	if !ok {
		id = l.newID(ref.Kind)
		l.ids[ref] = id
	}
	return id
}

func (l *loader) newID(code kg.Code) kg.ID {
	l.last++
	return kg.NewID(code, l.last)
}

func (l *loader) findBy(entity kg.ID, item int, keys []search.Key) {
	for _, k := range keys {
		l.keys = append(l.keys, loaderKey{text: k.Text, entity: entity, item: int64(item), start: int64(k.Start)})
	}
}

// addKeys writes the search keys in order, which is several times faster than in the order of records.
func (l *loader) addKeys() error {
	slices.SortFunc(l.keys, func(a, b loaderKey) int {
		return cmp.Or(strings.Compare(a.text, b.text), cmp.Compare(a.entity, b.entity), cmp.Compare(a.item, b.item))
	})
	for i := range l.keys {
		k := &l.keys[i]
		if err := l.rows.key.text(k.text).id(k.entity).int(k.item).int(k.start).add(); err != nil {
			return err
		}
	}
	return nil
}
