package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// Input is one input file.
type Input struct {
	// Name is its name in reports.
	Name string
	// Lines calls yield for each record, as a line of JSON. It returns when ctx ends, even if the file blocks.
	Lines func(ctx context.Context, yield Yield) error
	// Locate returns an error of a line with its place within the line, such as the column of a table. Nil adds nothing.
	Locate func(number int, text []byte, invalid *kg.Error) *kg.Error
	// Row returns the header and a row of a table as they were given, for the rejects. Nil means that lines are rejected as they are.
	Row func(number int) (header, row string)
}

// Yield takes the number and text of a line. If the line is invalid, it takes the error, and the text if it is known.
type Yield func(number int, text []byte, invalid *kg.Error) error

// Options are the options of an import.
type Options struct {
	// Lenient writes the valid lines although others are invalid.
	Lenient bool
	// DryRun writes nothing and reports what would be written.
	DryRun bool
	// Source is the slug of the source of records that cite none.
	Source string
	// Rejects takes the invalid lines as they were given.
	Rejects io.Writer
	// Wait is how long the import waits while another program writes to the database, at least as long as the store does.
	Wait time.Duration
	// Author is recorded with the changes; if it is empty, an import that runs now.
	Author store.Author
	// Progress is called often, by one goroutine at a time.
	Progress func(Progress)
}

// Progress is the progress of an import.
type Progress struct {
	Phase Phase
	// Done is the number of records, or of search keys when indexing. Total is 0 while the records are read.
	Done, Total int
}

// Phase is a phase of an import.
type Phase uint8

// Phases of an import, in order.
const (
	Reading Phase = iota
	// Waiting waits for another program that writes to the database.
	Waiting
	Writing
	// Indexing writes the search keys.
	Indexing
	Committing
)

// Report is the result of an import.
type Report struct {
	store.WriteCounts
	// Invalid is the number of invalid lines, Codes their number by the code of the first error, and Lines the first of them.
	Invalid int
	Codes   map[kg.ErrorCode]int
	Lines   []LineErrors
	// Repeated is how many of the invalid lines add nothing to an earlier line of their file. They do not make a strict import fail.
	Repeated int
	// Dependent is the number of further lines that are not written: their only errors are references to the records of invalid or
	// dependent lines.
	Dependent int
}

// LineErrors are the errors of a line. Lines count from 1.
type LineErrors struct {
	File   string
	Line   int
	Errors kg.Errors
}

// RejectedError is the error of an import that wrote nothing because of invalid lines.
type RejectedError struct {
	Report
}

// Error describes the first invalid line.
func (r *RejectedError) Error() string {
	first := r.Lines[0]
	return fmt.Sprintf("%d invalid lines, and %d that refer to them, nothing was written; the first is line %d: %s: %v",
		r.Invalid, r.Dependent, first.Line, first.Errors[0].Code, first.Errors)
}

// Import writes the records of all inputs, or none and returns a *RejectedError, unless it is lenient. A line may refer to any other
// line. An unknown Source is a *kg.Error. The lines are first read, checked and staged on disk, and then written in one transaction,
// so that a slow or invalid input does not block other writers.
func Import(ctx context.Context, s *store.Store, o Options, inputs ...Input) (Report, error) {
	i := &importer{Options: o, kinds: s.Registry().Kinds, store: s, inputs: inputs, invalid: newInvalidLines(inputs, o.Rejects)}
	defer i.staging.close()
	if err := i.read(ctx); err != nil {
		return Report{}, err
	}
	if err := i.checkSource(ctx); err != nil {
		return Report{}, err
	}
	batch, err := i.begin(ctx)
	if err != nil {
		return Report{}, err
	}
	defer batch.Close()
	if err := i.write(ctx, batch); err != nil {
		return Report{}, err
	}
	return i.finish(batch)
}

// importer is one import.
type importer struct {
	Options

	kinds   *kg.Kinds
	store   *store.Store
	inputs  []Input
	staging staging
	invalid *invalidLines
	// bringsSource is whether Source is one of the records.
	bringsSource bool
}

// begin begins the transaction, and reports progress while it waits for another program.
func (i *importer) begin(ctx context.Context) (batch *store.Batch, err error) {
	begun := make(chan struct{})
	go func() {
		defer close(begun)
		author := i.Author
		if author == (store.Author{}) {
			author = store.Author{Actor: store.ImportActor, Run: kg.FormatDateTime(i.store.Now())}
		}
		for deadline := time.Now().Add(i.Wait); ; {
			batch, err = i.store.Begin(ctx, author)
			if !errors.Is(err, store.ErrBusy) || time.Now().After(deadline) {
				return
			}
		}
	}()
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-begun:
			return batch, err
		case <-tick.C:
			i.reportProgress(Progress{Phase: Waiting})
		}
	}
}

// checkSource returns an error if Source is neither in the graph nor among the records.
func (i *importer) checkSource(ctx context.Context) error {
	if i.Source == "" || i.bringsSource {
		return nil
	}
	snapshot, err := i.store.Snapshot(ctx)
	if err != nil {
		return err
	}
	defer snapshot.Close()
	known := false
	table, _ := i.store.Registry().TableByCode(kg.KindSource)
	err = snapshot.Read(ctx, table.BySlug(i.Source, []store.Column{store.IDColumn()}), func(*store.Row) error {
		known = true
		return nil
	})
	if err == nil && !known {
		return invalidf("source", kg.UnknownReference, "unknown source %.100q: neither in the graph nor among the records", i.Source)
	}
	return err
}

// read stages the valid lines.
func (i *importer) read(ctx context.Context) error {
	records := 0
	return i.decode(ctx, i.lines, func(chunk []*line) error {
		for _, l := range chunk {
			records++
			i.reportProgress(Progress{Phase: Reading, Done: records})
			if err := i.check(l); err != nil {
				return err
			}
		}
		return nil
	})
}

// check stages a line if it is valid, and reports it if it is not.
func (i *importer) check(l *line) error {
	if l.errors != nil {
		return i.invalid.add(l)
	}
	i.bringsSource = i.bringsSource || l.record.Kind == kg.KindSource && l.record.Slug == i.Source
	return i.staging.put(l)
}

// lines calls yield for the lines of all inputs.
func (i *importer) lines(ctx context.Context, yield func(*line) error) error {
	for file, input := range i.inputs {
		err := input.Lines(ctx, func(number int, text []byte, invalid *kg.Error) error {
			l := &line{file: file, number: number, text: text}
			if invalid != nil {
				l.errors = kg.Errors{invalid}
			}
			return yield(l)
		})
		if err != nil && input.Name != "" {
			return fmt.Errorf("%s: %w", input.Name, err)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// write puts the staged records into the batch.
func (i *importer) write(ctx context.Context, batch *store.Batch) error {
	done, file := 0, 0
	return i.decode(ctx, i.staging.lines, func(chunk []*line) error {
		for len(chunk) > 0 {
			if chunk[0].file != file {
				file = chunk[0].file
				batch.NextFile()
			}
			next := slices.IndexFunc(chunk, func(l *line) bool { return l.file != file })
			if next < 0 {
				next = len(chunk)
			}
			if err := i.put(batch, chunk[:next], &done); err != nil {
				return err
			}
			chunk = chunk[next:]
		}
		return nil
	})
}

// put puts the records of lines of one file into the batch, and reports the lines that cannot be written. done counts the lines.
func (i *importer) put(batch *store.Batch, lines []*line, done *int) error {
	records := make([]*kg.Record, len(lines))
	for at, l := range lines {
		records[at] = l.record
	}
	refused, err := batch.Put(records...)
	if err != nil {
		return err
	}
	for at, l := range lines {
		*done++
		i.reportProgress(Progress{Phase: Writing, Done: *done, Total: i.staging.records})
		if l.errors = refused[at]; l.errors == nil {
			continue
		}
		l.ref = kg.Ref{Kind: l.record.Kind, Slug: l.record.Slug}
		if err := i.invalid.add(l); err != nil {
			return err
		}
	}
	return nil
}

// finish commits the batch, unless it is a dry run or has invalid lines.
func (i *importer) finish(batch *store.Batch) (Report, error) {
	if err := i.invalid.flush(); err != nil {
		return Report{}, err
	}
	report := i.invalid.report
	if report.Invalid > report.Repeated && !i.Lenient {
		return Report{}, &RejectedError{Report: report}
	}
	if i.DryRun {
		report.WriteCounts = batch.Counts()
		return report, nil
	}
	err := batch.Index(func(done, total int) { i.reportProgress(Progress{Phase: Indexing, Done: done, Total: total}) })
	if err != nil {
		return Report{}, err
	}
	i.reportProgress(Progress{Phase: Committing})
	report.WriteCounts, err = batch.Commit()
	return report, err
}

func (i *importer) reportProgress(p Progress) {
	if i.Progress != nil {
		i.Progress(p)
	}
}
