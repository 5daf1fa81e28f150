package ingest

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"slices"

	"civicgraph/internal/kg"
)

// maxReportedLines is how many invalid lines a report lists; further ones are only counted.
const maxReportedLines = 100

// invalidLines collects the invalid lines of an import.
type invalidLines struct {
	inputs  []Input
	report  Report
	rejects *bufio.Writer
	// positions are the files and numbers of the reported lines, in order.
	positions [][2]int
}

func newInvalidLines(inputs []Input, rejects io.Writer) *invalidLines {
	if rejects == nil {
		rejects = io.Discard
	}
	return &invalidLines{inputs: inputs, report: Report{Codes: map[kg.ErrorCode]int{}}, rejects: bufio.NewWriter(rejects)}
}

// add reports an invalid line, and writes it to the rejects as it was given.
func (f *invalidLines) add(l *line) error {
	f.report.Invalid++
	f.report.Codes[l.err.Code]++
	position := [2]int{l.file, l.number}
	at, _ := slices.BinarySearchFunc(f.positions, position, func(a, b [2]int) int { return cmp.Or(a[0]-b[0], a[1]-b[1]) })
	if at < maxReportedLines {
		f.positions = slices.Insert(f.positions, at, position)
		f.report.Lines = slices.Insert(f.report.Lines, at, LineError{File: f.inputs[l.file].Name, Line: l.number, Err: l.err})
		f.positions, f.report.Lines = f.positions[:min(len(f.positions), maxReportedLines)], f.report.Lines[:min(len(f.report.Lines), maxReportedLines)]
	}
	if l.text == nil { // too long, or a table whose rows are not read
		return nil
	}
	_, err := f.rejects.Write(append(l.text, '\n'))
	if err != nil {
		return fmt.Errorf("write the rejected lines: %w", err)
	}
	return nil
}

// flush writes buffered rejects.
func (f *invalidLines) flush() error {
	if err := f.rejects.Flush(); err != nil {
		return fmt.Errorf("write the rejected lines: %w", err)
	}
	return nil
}
