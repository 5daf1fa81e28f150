package ingest

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"slices"

	"civicgraph/internal/kg"
)

// reportedLines is how many bad lines a report names; the others are counted.
const reportedLines = 100

// findings gather what is wrong with lines.
type findings struct {
	inputs  []Input
	report  Report
	rejects *bufio.Writer
	// order are the places of the reported lines: those of the first, by file and number.
	order [][2]int
}

func newFindings(inputs []Input, rejects io.Writer) *findings {
	if rejects == nil {
		rejects = io.Discard
	}
	return &findings{inputs: inputs, report: Report{Codes: map[kg.ErrorCode]int{}}, rejects: bufio.NewWriter(rejects)}
}

// add notes a bad line and gives it back as it came.
func (f *findings) add(l *line) error {
	f.report.Bad++
	f.report.Codes[l.bad.Code]++
	place := [2]int{l.file, l.number}
	at, _ := slices.BinarySearchFunc(f.order, place, func(a, b [2]int) int { return cmp.Or(a[0]-b[0], a[1]-b[1]) })
	if at < reportedLines {
		f.order = slices.Insert(f.order, at, place)
		f.report.Lines = slices.Insert(f.report.Lines, at, LineError{File: f.inputs[l.file].Name, Line: l.number, Err: l.bad})
		f.order, f.report.Lines = f.order[:min(len(f.order), reportedLines)], f.report.Lines[:min(len(f.report.Lines), reportedLines)]
	}
	if l.text == nil { // too long to be kept, or a table that no row is read of
		return nil
	}
	_, err := f.rejects.Write(append(l.text, '\n'))
	if err != nil {
		return fmt.Errorf("write the rejects: %w", err)
	}
	return nil
}

func (f *findings) flush() error {
	if err := f.rejects.Flush(); err != nil {
		return fmt.Errorf("write the rejects: %w", err)
	}
	return nil
}
