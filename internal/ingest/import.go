package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// Input is one file of records.
type Input struct {
	// Name is what reports call it.
	Name string
	// Lines hands on each record as a line of JSON; bad is why it is none. It waits for nothing once the context ends.
	Lines func(ctx context.Context, yield Yield) error
}

// Yield takes a line, or what is wrong with it and its bytes where they are at hand.
type Yield func(number int, text []byte, bad *kg.Error) error

// Options are how an import goes about its work.
type Options struct {
	// Lenient writes the good lines although others are bad.
	Lenient bool
	// DryRun writes nothing, and reports what it would have done.
	DryRun bool
	// Source is the slug of the source that supports records which cite none.
	Source string
	// Rejects takes the bad lines as they were given.
	Rejects io.Writer
	// Progress is told how far the import is, often and from one goroutine.
	Progress func(Progress)
}

// Progress is how far an import is.
type Progress struct {
	Phase Phase
	// Done is how many records, or search keys, of Total. That is 0 while the records are being read.
	Done, Total int
}

// Phase is what an import does.
type Phase uint8

// Phases of an import, one after the other.
const (
	Reading Phase = iota
	Writing
	// Indexing writes what the records are found by.
	Indexing
	Committing
)

// Report is what an import did.
type Report struct {
	store.WriteCounts
	// Bad is the number of bad lines, Codes that of each code; Lines are the first of them.
	Bad   int
	Codes map[kg.ErrorCode]int
	Lines []LineError
}

// LineError is what is wrong with one line; lines count from 1.
type LineError struct {
	File string
	Line int
	Err  *kg.Error
}

// RejectedError says that an import wrote nothing, for the bad lines of its report.
type RejectedError struct {
	Report
}

func (r *RejectedError) Error() string {
	first := r.Lines[0]
	return fmt.Sprintf("%d bad lines, nothing was written; the first, line %d: %s: %v", r.Bad, first.Line, first.Err.Code, first.Err)
}

// Import writes the records of files of JSON Lines: all of them, or none and a *RejectedError, unless it is lenient. A
// line may refer to any other. A Source that nobody knows is a *kg.Error. The lines are read and checked first and then
// written in one transaction, so that a slow or bad file keeps nobody from writing; what they say is staged on disk in
// between.
func Import(ctx context.Context, s *store.Store, o Options, inputs ...Input) (Report, error) {
	i := &importer{Options: o, kinds: s.Registry().Kinds, store: s, inputs: inputs, found: newFindings(inputs, o.Rejects)}
	defer i.stage.close()
	if err := i.read(ctx); err != nil {
		return Report{}, err
	}
	if err := i.checkSource(ctx); err != nil {
		return Report{}, err
	}
	batch, err := s.Begin(ctx, store.Author{Actor: store.ImportActor, Run: kg.FormatDateTime(s.Now())})
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

	kinds  *kg.Kinds
	store  *store.Store
	inputs []Input
	stage  stage
	found  *findings
	// brings tells that Source is one of the records.
	brings bool
}

// checkSource refuses a source for what cites none that is neither in the graph nor among the records.
func (i *importer) checkSource(ctx context.Context) error {
	if i.Source == "" || i.brings {
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
		return invalidf("source", kg.UnknownReference, "there is no source with the slug %.100q, neither in the graph nor among the records", i.Source)
	}
	return err
}

// read stages the good lines.
func (i *importer) read(ctx context.Context) error {
	records := 0
	lines := func(yield func(*line) error) error { return i.lines(ctx, yield) }
	return i.decoded(ctx, lines, func(l *line) error {
		records++
		i.tell(Progress{Phase: Reading, Done: records})
		if l.bad != nil {
			return i.found.add(l)
		}
		i.brings = i.brings || l.record.Kind == kg.KindSource && l.record.Slug == i.Source
		return i.stage.put(l)
	})
}

// lines are those of all files.
func (i *importer) lines(ctx context.Context, yield func(*line) error) error {
	for file, input := range i.inputs {
		err := input.Lines(ctx, func(number int, text []byte, bad *kg.Error) error {
			return yield(&line{file: file, number: number, text: text, bad: bad})
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

// write puts the staged records.
func (i *importer) write(ctx context.Context, batch *store.Batch) error {
	done, file := 0, 0
	return i.decoded(ctx, i.stage.lines, func(l *line) error {
		if l.file != file {
			file = l.file
			batch.NextFile()
		}
		done++
		i.tell(Progress{Phase: Writing, Done: done, Total: i.stage.records})
		err := batch.Put(l.record)
		if mistake, ok := errors.AsType[*kg.Error](err); ok {
			l.bad = mistake
			return i.found.add(l)
		}
		return err
	})
}

// finish commits what was put, unless it must not be.
func (i *importer) finish(batch *store.Batch) (Report, error) {
	if err := i.found.flush(); err != nil {
		return Report{}, err
	}
	report := i.found.report
	if report.Bad > 0 && !i.Lenient {
		return Report{}, &RejectedError{Report: report}
	}
	if i.DryRun {
		report.WriteCounts = batch.Counts()
		return report, nil
	}
	err := batch.Index(func(done, all int) { i.tell(Progress{Phase: Indexing, Done: done, Total: all}) })
	if err != nil {
		return Report{}, err
	}
	i.tell(Progress{Phase: Committing})
	report.WriteCounts, err = batch.Commit()
	return report, err
}

func (i *importer) tell(p Progress) {
	if i.Progress != nil {
		i.Progress(p)
	}
}
