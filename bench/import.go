package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"civicgraph/internal/ingest"
)

// importSettings holds the flags of the comparison of imports.
type importSettings struct {
	districts int
	rounds    int
	folder    string

	timeLimit
}

func parseImportSettings(args []string) (*importSettings, error) {
	s := &importSettings{}
	flags := flag.NewFlagSet("bench import", flag.ContinueOnError)
	flags.IntVar(&s.districts, "districts", 2000, "size of the synthetic graph; a district is about 150 records")
	flags.IntVar(&s.rounds, "rounds", 5, "number of times that each side loads the file; the table shows medians")
	flags.StringVar(&s.folder, "folder", os.TempDir(), "folder for the file and both databases, about 2 MB a district")
	flags.DurationVar(&s.timeout, "timeout", 30*time.Minute, "time limit of the whole run")
	if err := flags.Parse(args); err != nil {
		return nil, err
	}
	if flags.NArg() > 0 || s.districts < 1 || s.rounds < 1 {
		return nil, errors.New("-districts and -rounds must be positive, and there are no other arguments; -help lists the flags")
	}
	return s, nil
}

// loading holds the costs of loading the file once.
type loading struct {
	wall, processor time.Duration
	// memory is the peak of resident memory, log the longest write-ahead log, database the size on disk, in bytes.
	memory, log, database int64
}

// importer loads the same file on both sides.
type importer struct {
	file     string
	records  int
	sides    [2]loadingSide
	measured [2][]loading
}

type loadingSide struct {
	name, database string
	command        func(context.Context) *exec.Cmd
}

// measureImport compares the product's import with a hand-written loader.
func measureImport(ctx context.Context, s *importSettings) (err error) {
	root, err := moduleRoot()
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp(s.folder, "civicgraph-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	binary, err := buildServer(ctx, root, folder)
	if err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	m := &importer{file: filepath.Join(folder, "graph.jsonl")}
	product, byHand := filepath.Join(folder, "civicgraph.db"), filepath.Join(folder, "loader.db")
	m.sides[civicgraphSide] = loadingSide{name: "civicgraph import", database: product, command: func(ctx context.Context) *exec.Cmd {
		return exec.CommandContext(ctx, binary, "import", "--database", product, m.file)
	}}
	m.sides[limitSide] = loadingSide{name: "loader by hand", database: byHand, command: func(ctx context.Context) *exec.Cmd {
		return exec.CommandContext(ctx, self, loaderWord, m.file, byHand)
	}}
	if m.records, err = writeSynthetic(m.file, s.districts); err != nil {
		return err
	}
	for n := range s.rounds {
		for turn := range m.sides {
			if err := m.round(ctx, (turn+n)%len(m.sides)); err != nil { // neither always goes first
				return err
			}
		}
		fmt.Fprintf(os.Stderr, "round %d: %.2f of the loader's rate, %.2f by processor time\n", n+1, m.rateRatio(n), m.processorRatio(n))
	}
	if err := compareDatabases(product, byHand); err != nil {
		return err
	}
	m.table(s)
	return nil
}

// writeSynthetic writes the file and returns its number of lines.
func writeSynthetic(path string, districts int) (records int, err error) {
	file, err := os.Create(path)
	if err != nil {
		return 0, err
	}
	if err := errors.Join(ingest.Synthetic(file, districts, graphSeed), file.Close()); err != nil {
		return 0, err
	}
	if file, err = os.Open(path); err != nil {
		return 0, err
	}
	defer func() { _ = file.Close() }() // it was only read
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		records++
	}
	return records, lines.Err()
}

// round loads the file into a new database.
func (m *importer) round(ctx context.Context, turn int) error {
	side := m.sides[turn]
	for _, end := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(side.database + end); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	l, err := side.load(ctx)
	if err != nil {
		return fmt.Errorf("%s: %w", side.name, err)
	}
	fmt.Fprintf(os.Stderr, "%s: %.1f s, %.1f s of processor time, %d MB of memory\n",
		side.name, l.wall.Seconds(), l.processor.Seconds(), l.memory>>20)
	m.measured[turn] = append(m.measured[turn], l)
	return nil
}

func (s *loadingSide) load(ctx context.Context) (l loading, err error) {
	cmd := s.command(ctx)
	var output bytes.Buffer
	cmd.Stdout, cmd.Stderr = &output, &output
	start := time.Now()
	if err := cmd.Start(); err != nil {
		return l, err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	tick := time.NewTicker(sampling)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			l.memory = max(l.memory, peakMemory(cmd.Process.Pid))
			l.log = max(l.log, fileSize(s.database+"-wal"))
			continue
		case err := <-ended:
			if err != nil {
				return l, fmt.Errorf("%w\n%s", err, output.Bytes())
			}
		}
		l.wall = time.Since(start)
		l.processor = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
		l.database = fileSize(s.database) + fileSize(s.database+"-wal")
		return l, nil
	}
}

// fileSize returns the size of a file, 0 if it does not exist.
func fileSize(path string) int64 {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return info.Size()
}
