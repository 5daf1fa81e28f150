package store

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	modernc "modernc.org/sqlite"
	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"
)

// applicationID marks a database as one of civicgraph: "civi" in ASCII.
const applicationID = 0x63697669

// location says where a database is: its path, and its URI for both drivers.
type location struct {
	path string
	uri  string
	// inMemory means that the database lives in the memory of the process.
	inMemory bool
	// lockWait is how long a connection waits for a lock of another.
	lockWait time.Duration
}

// memories numbers the databases in memory, so that each Open gets its own.
var memories atomic.Int64 //nolint:gochecknoglobals // a name must be unique in the process, like a temporary file's

func locate(path string, lockWait time.Duration) location {
	l := location{path: path, lockWait: lockWait}
	if path == Memory {
		l.uri, l.inMemory = "file:/civicgraph-"+strconv.FormatInt(memories.Add(1), 10)+"?vfs=memdb", true
		return l
	}
	file := filepath.ToSlash(filepath.Clean(path))
	if file == Memory { // the path is ./:memory:, a file
		file = "./" + file
	}
	l.uri = "file:" + (&url.URL{Path: file}).EscapedPath() + "?"
	return l
}

func (l location) name() string { return l.path }

// check returns an error for a file that cannot be used as the database, before anything is written.
func (l location) check(ctx context.Context) error {
	if l.inMemory {
		return nil
	}
	if l.path == "" {
		return errors.New("the database has no name; name a file with --database")
	}
	info, err := os.Stat(l.path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return l.explain(err)
	}
	if info.IsDir() {
		return fmt.Errorf("database %s is a folder; name a file", l.path)
	}
	if begin, err := l.readHeader(); err != nil || begin.isOurs() {
		return l.explain(err)
	}
	// Immutable, so that not even a log beside the file is touched. Of a database of civicgraph this would say that it is
	// malformed wherever the log was being brought into it: when its program was killed, or the disk was full.
	db, err := sql.Open("sqlite", l.uri+"&mode=ro&immutable=1")
	if err != nil {
		return l.explain(err)
	}
	defer func() { _ = db.Close() }()
	return l.explain(l.refuseForeign(ctx, db))
}

// header is the beginning of every SQLite file, headerID the offset of its application id.
const (
	header   = "SQLite format 3\x00"
	headerID = 68
)

// fileHeader is the beginning of a file, empty if the file is.
type fileHeader []byte

// isOurs reports whether a file is empty, or marked as a database of civicgraph.
func (b fileHeader) isOurs() bool {
	return len(b) == 0 || len(b) == headerID+4 && binary.BigEndian.Uint32(b[headerID:]) == applicationID
}

// readHeader reads the beginning of a file, and refuses one that is not a database or cannot be written.
func (l location) readHeader() (fileHeader, error) {
	file, err := os.OpenFile(l.path, os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	begin := make([]byte, headerID+4)
	n, err := io.ReadFull(file, begin)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, err
	}
	if n > 0 && !strings.HasPrefix(string(begin[:n]), header) {
		return nil, errNotDatabase
	}
	return begin[:n], nil
}

// errNotDatabase means that a file is not an SQLite database.
var errNotDatabase = errors.New("it is not a database; it is left as it is, name another file with --database")

// errForeign means that a database belongs to another program.
var errForeign = errors.New("it belongs to another program; name another file with --database")

// refuseForeign refuses a database that another program made. One without any table belongs to none yet, unless there is
// a log beside it: a first start that was cut short marked the file before it kept a log.
func (l location) refuseForeign(ctx context.Context, db *sql.DB) error {
	var id, tables int64
	err := db.QueryRowContext(ctx, "SELECT (SELECT application_id FROM pragma_application_id), count(*) FROM sqlite_schema").Scan(&id, &tables)
	if err != nil || id == applicationID {
		return err
	}
	if _, err := os.Stat(l.path + "-wal"); id != 0 || tables > 0 || err == nil {
		return errForeign
	}
	return nil
}

// ErrBusy means that another program did not stop writing to the database in time.
var ErrBusy = errors.New("is being written to by another program; try again when it has finished")

// errDamaged means that a database contradicts itself.
var errDamaged = errors.New("is damaged; stop the programs that use it and restore a backup")

// damaged returns the error for a database that contradicts itself.
func (l location) damaged(why string) error {
	return fmt.Errorf("database %s %w (%s)", l.path, errDamaged, why)
}

// explain turns an error of the database into a sentence for the person who started the program.
func (l location) explain(err error) error {
	switch {
	case err == nil, errors.Is(err, ErrBusy), errors.Is(err, errDamaged):
		return err
	case errors.Is(err, errForeign), errors.Is(err, errNotDatabase), errors.Is(err, errFaulted):
	case errors.Is(err, os.ErrPermission):
		return fmt.Errorf("database %s cannot be read and written; give this user the right to do both", l.path)
	default:
		if sentence := l.explainCode(resultCode(err)); sentence != nil {
			return sentence
		}
	}
	return fmt.Errorf("database %s: %w", l.path, err)
}

// explainCode returns the sentence for a result code of SQLite, or nil.
func (l location) explainCode(code sqlite.ResultCode) error {
	if code == sqlite.ResultIOErrSHMSize { // the index of the log cannot grow
		code = sqlite.ResultFull
	}
	switch code.ToPrimary() {
	case sqlite.ResultNotADB:
		return fmt.Errorf("database %s: %w", l.path, errNotDatabase)
	case sqlite.ResultReadOnly:
		return fmt.Errorf("database %s is read-only; make the file and its folder writable", l.path)
	case sqlite.ResultCantOpen:
		return fmt.Errorf("database %s cannot be opened; its folder must exist and be writable", l.path)
	case sqlite.ResultBusy, sqlite.ResultLocked:
		return fmt.Errorf("database %s %w", l.path, ErrBusy)
	case sqlite.ResultFull:
		return fmt.Errorf("database %s cannot grow: its disk is full, or the disk of temporary files (TMPDIR)", l.path)
	case sqlite.ResultCorrupt, sqlite.ResultConstraint: // what is written was checked against all that it must not contradict // what is written was checked against all that it must not contradict
		return fmt.Errorf("database %s %w", l.path, errDamaged)
	case sqlite.ResultIOErr:
		return fmt.Errorf("database %s cannot be read or written: the disk reports error %d of SQLite", l.path, int(code))
	}
	return nil
}

// resultCode returns the extended result code of SQLite behind an error of either driver.
func resultCode(err error) sqlite.ResultCode {
	if problem, ok := errors.AsType[*modernc.Error](err); ok {
		return sqlite.ResultCode(problem.Code())
	}
	return sqlite.ErrCode(err)
}

// openMigrator opens the database for the library that runs the migrations, which needs database/sql.
func (l location) openMigrator() *sql.DB {
	pragmas := []string{"busy_timeout(" + strconv.FormatInt(l.lockWait.Milliseconds(), 10) + ")", "foreign_keys(1)"}
	db := sql.OpenDB(migratorConnector{uri: l.uri + "&" + url.Values{"_pragma": pragmas}.Encode()})
	db.SetMaxOpenConns(1)
	return db
}

// open opens a connection of the low-level driver: on the same engine, a row costs it a quarter of database/sql's.
func (l location) open(flags sqlite.OpenFlags, pragmas ...string) (*sqliteConn, error) {
	c, err := sqlite.OpenConn(l.uri, flags)
	if err != nil {
		return nil, l.explain(err)
	}
	c.SetBusyTimeout(l.lockWait)
	for _, pragma := range pragmas {
		if err := sqlitex.ExecuteTransient(c, pragma, nil); err != nil {
			return nil, errors.Join(l.explain(err), c.Close())
		}
	}
	// SQLite's own lower changes ASCII letters only.
	if err := c.CreateFunction("lowered", stringFunction(strings.ToLower)); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return newSQLiteConn(c, l), nil
}

// stringFunction returns an SQL function of a string.
func stringFunction(of func(string) string) *sqlite.FunctionImpl {
	return &sqlite.FunctionImpl{
		NArgs: 1, Deterministic: true,
		Scalar: func(_ sqlite.Context, args []sqlite.Value) (sqlite.Value, error) {
			if args[0].Type() == sqlite.TypeNull {
				return sqlite.Value{}, nil
			}
			return sqlite.TextValue(of(args[0].Text())), nil
		},
	}
}
