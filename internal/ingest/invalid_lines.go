package ingest

import (
	"bufio"
	"cmp"
	"fmt"
	"hash/maphash"
	"io"
	"slices"

	"civicgraph/internal/kg"
)

const (
	// maxReportedLines is how many invalid lines a report lists; further ones are only counted.
	maxReportedLines = 100
	// maxInvalidRecords is how many records of invalid lines are remembered. Lines that refer to further ones count as invalid.
	maxInvalidRecords = 1 << 20
)

// invalidLines collects the lines of an import that cannot be written.
type invalidLines struct {
	inputs  []Input
	report  Report
	rejects *bufio.Writer
	// positions are the files and numbers of the reported lines, in order.
	positions [][2]int
	// records are the hashes of the records that the lines describe.
	records map[uint64]struct{}
	seed    maphash.Seed
	// rejected are the files and numbers of the rows of tables that are in the rejects; number 0 is the header.
	rejected map[[2]int]bool
}

func newInvalidLines(inputs []Input, rejects io.Writer) *invalidLines {
	if rejects == nil {
		rejects = io.Discard
	}
	return &invalidLines{
		inputs: inputs, report: Report{Codes: map[kg.ErrorCode]int{}}, rejects: bufio.NewWriter(rejects),
		records: map[uint64]struct{}{}, seed: maphash.MakeSeed(), rejected: map[[2]int]bool{},
	}
}

// add reports a line that cannot be written, and writes it to the rejects as it was given.
func (f *invalidLines) add(l *line) error {
	if locate := f.inputs[l.file].Locate; locate != nil {
		for i := range l.errors {
			l.errors[i] = locate(l.number, l.text, l.errors[i])
		}
	}
	if f.isDependent(l.errors) {
		f.report.Dependent++
	} else {
		f.report.Invalid++
		f.report.Codes[l.errors[0].Code]++
		if l.errors[0].Repeats {
			f.report.Repeated++
		}
		f.list(l)
	}
	if l.ref.Slug != "" && len(f.records) < maxInvalidRecords {
		f.records[maphash.Comparable(f.seed, l.ref)] = struct{}{}
	}
	err := f.reject(l)
	if err != nil {
		return fmt.Errorf("write the rejected lines: %w", err)
	}
	return nil
}

// isDependent reports whether all errors are references to records of lines that cannot be written.
func (f *invalidLines) isDependent(errs kg.Errors) bool {
	return !slices.ContainsFunc(errs, func(e *kg.Error) bool {
		if e.Code != kg.UnknownReference {
			return true
		}
		_, isInvalid := f.records[maphash.Comparable(f.seed, e.Unknown)]
		return !isInvalid
	})
}

// list adds a line to those that the report lists, the first ones of the input.
func (f *invalidLines) list(l *line) {
	position := [2]int{l.file, l.number}
	at, _ := slices.BinarySearchFunc(f.positions, position, func(a, b [2]int) int { return cmp.Or(a[0]-b[0], a[1]-b[1]) })
	if at == maxReportedLines {
		return
	}
	f.positions = slices.Insert(f.positions, at, position)
	f.report.Lines = slices.Insert(f.report.Lines, at, LineErrors{File: f.inputs[l.file].Name, Line: l.number, Errors: l.errors})
	f.positions, f.report.Lines = f.positions[:min(len(f.positions), maxReportedLines)], f.report.Lines[:min(len(f.report.Lines), maxReportedLines)]
}

// reject writes a line to the rejects. The first row of a table comes after its header, and a row is written once, whichever of
// its records are invalid.
func (f *invalidLines) reject(l *line) error {
	row := f.inputs[l.file].Row
	if row == nil {
		if l.text == nil { // too long, or not a file of lines
			return nil
		}
		_, err := f.rejects.Write(append(l.text, '\n'))
		return err
	}
	header, text := row(l.number)
	if text == "" || f.rejected[[2]int{l.file, l.number}] {
		return nil
	}
	if !f.rejected[[2]int{l.file, 0}] {
		text = header + "\n" + text
	}
	f.rejected[[2]int{l.file, 0}], f.rejected[[2]int{l.file, l.number}] = true, true
	_, err := f.rejects.WriteString(text + "\n")
	return err
}

// flush writes buffered rejects.
func (f *invalidLines) flush() error {
	if err := f.rejects.Flush(); err != nil {
		return fmt.Errorf("write the rejected lines: %w", err)
	}
	return nil
}
