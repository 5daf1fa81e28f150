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

// progress reports the progress of an import: as a bar on a terminal, otherwise as a line per interval.
type progress struct {
	output     io.Writer
	isTerminal bool
	interval   time.Duration
	bar        *progressbar.ProgressBar
	phase      ingest.Phase
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

func (p *progress) show(now ingest.Progress) {
	if now.Phase != p.phase {
		p.end()
		p.phase, p.phaseStart = now.Phase, time.Now()
	}
	if p.isTerminal {
		if p.bar == nil {
			p.bar = p.newBar(now)
		}
		done, _ := p.amount(now)
		_ = p.bar.Set64(done) // failing to draw is not a failure of the import
		return
	}
	// If anything was reported, so is the commit, which can take long.
	if time.Since(p.lastLine) < p.interval && (now.Phase != ingest.Committing || !p.hasLines) {
		return
	}
	p.lastLine, p.hasLines = time.Now(), true
	fmt.Fprintln(p.output, p.line(now, time.Since(p.phaseStart)))
}

// amount returns how much is done and the total, 0 if that is unknown. The unit is bytes while files of known size are read,
// otherwise records or keys.
func (p *progress) amount(now ingest.Progress) (done, total int64) {
	if size := p.files.total(); now.Phase == ingest.Reading && size > 0 {
		return min(p.files.read.Load(), size), size
	}
	return int64(now.Done), int64(now.Total)
}

// line returns the progress as text, after this time in the phase.
func (p *progress) line(now ingest.Progress, elapsed time.Duration) string {
	words := wording(now.Phase)
	if words.done == "" {
		return words.running
	}
	of := ""
	if now.Total > 0 {
		of = fmt.Sprintf(" of %d", now.Total)
	}
	text := fmt.Sprintf("%s %d%s %s, %.0f per second", words.done, now.Done, of, words.unit, float64(now.Done)/elapsed.Seconds())
	done, total := p.amount(now)
	if total == 0 || done == 0 {
		return text
	}
	left := time.Duration(float64(elapsed) / float64(done) * float64(total-done))
	return fmt.Sprintf("%s, %v left", text, left.Round(time.Second))
}

// phaseWords are the words for a phase: while it runs, and for the amount that is done.
type phaseWords struct{ running, done, unit string }

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

func (p *progress) newBar(now ingest.Progress) *progressbar.ProgressBar {
	words := wording(now.Phase)
	options := []progressbar.Option{
		progressbar.OptionSetWriter(p.output), progressbar.OptionSetDescription(words.running),
		progressbar.OptionThrottle(100 * time.Millisecond), progressbar.OptionClearOnFinish(),
	}
	_, total := p.amount(now)
	switch {
	case now.Phase == ingest.Reading && total > 0:
		options = append(options, progressbar.OptionShowBytes(true), progressbar.OptionShowCount())
	case words.unit != "":
		options = append(options, progressbar.OptionShowCount(), progressbar.OptionShowIts(), progressbar.OptionSetItsString(words.unit))
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
