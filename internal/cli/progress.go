package cli

import (
	"fmt"
	"io"
	"os"
	"sync/atomic"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"civicgraph/internal/ingest"
)

// progressInterval is how often progress is reported without a terminal.
const progressInterval = 5 * time.Second

// progress reports the progress of a command: as a bar on a terminal, otherwise as a line per interval.
type progress struct {
	output     io.Writer
	isTerminal bool
	interval   time.Duration
	bar        *progressbar.ProgressBar
	phase      phaseWords
	files      *fileSizes
	// phaseStart is when the phase began, lastLine when the last line was written.
	phaseStart, lastLine time.Time
	// hasLines is whether any line was written.
	hasLines bool
}

// fileSizes counts the bytes read of the input files.
type fileSizes struct {
	size int64
	// isUnknown is whether an input has no size, such as a pipe or a terminal.
	isUnknown bool
	read      atomic.Int64
}

// total returns the size of all files in bytes, 0 if it is unknown.
func (s *fileSizes) total() int64 {
	if s.isUnknown {
		return 0
	}
	return s.size
}

// count adds the size of a file, and returns a reader that counts the bytes read.
func (s *fileSizes) count(r io.Reader) io.Reader {
	var info os.FileInfo
	if file, ok := r.(*os.File); ok {
		info, _ = file.Stat() // without it the size is unknown
	}
	if info != nil && info.Mode().IsRegular() {
		s.size += info.Size()
	} else {
		s.isUnknown = true
	}
	return countingReader{Reader: r, files: s}
}

// countingReader counts the bytes read of a file.
type countingReader struct {
	io.Reader
	files *fileSizes
}

func (c countingReader) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.files.read.Add(int64(n))
	return n, err
}

func newProgress(output io.Writer, interval time.Duration, files *fileSizes) *progress {
	file, isFile := output.(*os.File)
	now := time.Now()
	return &progress{output: output, interval: interval, isTerminal: isFile && term.IsTerminal(int(file.Fd())), files: files, phaseStart: now, lastLine: now}
}

// show shows the progress of an import.
func (p *progress) show(now ingest.Progress) { p.showStep(p.importStep(now)) }

// importStep returns a step of an import. While files of known size are read, it is counted in their bytes.
func (p *progress) importStep(now ingest.Progress) step {
	s := step{phaseWords: wording(now.Phase), done: now.Done, total: now.Total, isLast: now.Phase == ingest.Committing}
	if now.Phase == ingest.Reading {
		s.size = p.files.total()
		s.read = min(p.files.read.Load(), s.size)
	}
	return s
}

func (p *progress) showStep(now step) {
	if now.phaseWords != p.phase {
		p.end()
		p.phase, p.phaseStart = now.phaseWords, time.Now()
	}
	if p.isTerminal {
		if p.bar == nil {
			p.bar = p.newBar(now)
		}
		done, _ := now.amount()
		_ = p.bar.Set64(done) // failing to draw is not a failure of the command
		return
	}
	// If anything was reported, so is the last step, which can take long.
	if time.Since(p.lastLine) < p.interval && (!now.isLast || !p.hasLines) {
		return
	}
	p.lastLine, p.hasLines = time.Now(), true
	fmt.Fprintln(p.output, now.line(time.Since(p.phaseStart)))
}

// step is how far a phase has come.
type step struct {
	phaseWords

	// done is the number of units, and total that of all; 0 if it is unknown.
	done, total int
	// read is the number of bytes read of files, and size their size; 0 if it is unknown, or nothing is read.
	read, size int64
	isLast     bool
}

// amount returns how much is done and the total, 0 if that is unknown: in bytes if they are known, otherwise in units.
func (s *step) amount() (done, total int64) {
	if s.size > 0 {
		return s.read, s.size
	}
	return int64(s.done), int64(s.total)
}

// line returns the step as text, after this time in the phase.
func (s *step) line(elapsed time.Duration) string {
	if s.past == "" {
		return s.running
	}
	of := ""
	if s.total > 0 {
		of = fmt.Sprintf(" of %d", s.total)
	}
	text := fmt.Sprintf("%s %d%s %s, %.0f per second", s.past, s.done, of, s.unit, float64(s.done)/elapsed.Seconds())
	done, total := s.amount()
	if total == 0 || done == 0 {
		return text
	}
	left := time.Duration(float64(elapsed) / float64(done) * float64(total-done))
	return fmt.Sprintf("%s, %v left", text, left.Round(time.Second))
}

// phaseWords are the words for a phase: while it runs, and for the amount that is done.
type phaseWords struct{ running, past, unit string }

// wording returns the words for a phase.
func wording(phase ingest.Phase) phaseWords {
	switch phase {
	case ingest.Reading:
		return phaseWords{"reading", "read", "records"}
	case ingest.Waiting:
		return phaseWords{running: "waiting for another program that writes to the database"}
	case ingest.Writing:
		return phaseWords{"writing", "wrote", "records"}
	case ingest.Indexing:
		return phaseWords{"indexing", "wrote", "search keys"}
	}
	return phaseWords{running: "committing"}
}

func (p *progress) newBar(now step) *progressbar.ProgressBar {
	options := []progressbar.Option{
		progressbar.OptionSetWriter(p.output), progressbar.OptionSetDescription(now.running),
		progressbar.OptionThrottle(100 * time.Millisecond), progressbar.OptionClearOnFinish(),
	}
	_, total := now.amount()
	switch {
	case now.size > 0:
		options = append(options, progressbar.OptionShowBytes(true), progressbar.OptionShowCount())
	case now.unit != "":
		options = append(options, progressbar.OptionShowCount(), progressbar.OptionShowIts(), progressbar.OptionSetItsString(now.unit))
	}
	if total == 0 {
		total = -1 // unknown
	}
	return progressbar.NewOptions64(total, options...)
}

// end clears the bar.
func (p *progress) end() {
	if p.bar != nil {
		_ = p.bar.Finish() // as above
		p.bar = nil
	}
}
