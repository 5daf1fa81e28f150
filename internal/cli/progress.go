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

// toldEvery is how often progress is told where there is no terminal.
const toldEvery = 5 * time.Second

// progress shows how far an import is: as a bar on a terminal, elsewhere as a line every few seconds.
type progress struct {
	output   io.Writer
	terminal bool
	// every is how often a line is told.
	every time.Duration
	bar   *progressbar.ProgressBar
	phase ingest.Phase
	files *fileSizes
	// began is when the phase did, told when it was last told.
	began, told time.Time
}

// fileSizes tell how much of the files was read; size is 0 where that is not known, as of a pipe.
type fileSizes struct {
	size int64
	read atomic.Int64
}

// counting counts what is read of a file.
type counting struct {
	io.Reader
	files *fileSizes
}

func (c counting) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.files.read.Add(int64(n))
	return n, err
}

func newProgress(output io.Writer, every time.Duration, files *fileSizes) *progress {
	file, isFile := output.(*os.File)
	now := time.Now()
	return &progress{output: output, every: every, terminal: isFile && term.IsTerminal(int(file.Fd())), files: files, began: now, told: now}
}

func (p *progress) show(now ingest.Progress) {
	if now.Phase != p.phase {
		p.end()
		p.phase, p.began, p.told = now.Phase, time.Now(), time.Now()
	}
	if p.terminal {
		if p.bar == nil {
			p.bar = newBar(p.output, now)
		}
		_ = p.bar.Set(now.Records) // what cannot be drawn is no failure of the import
		return
	}
	if time.Since(p.told) < p.every {
		return
	}
	p.told = time.Now()
	fmt.Fprintln(p.output, p.line(now, time.Since(p.began)))
}

// line tells how far an import is after so long in its phase.
func (p *progress) line(now ingest.Progress, spent time.Duration) string {
	verb, done, total := "wrote", int64(now.Records), int64(now.Total)
	of := fmt.Sprintf(" of %d", now.Total)
	if now.Phase == ingest.Reading {
		verb, done, total, of = "read", p.files.read.Load(), p.files.size, ""
	}
	told := fmt.Sprintf("%s %d%s records, %.0f a second", verb, now.Records, of, float64(now.Records)/spent.Seconds())
	if total < done || done == 0 {
		return told
	}
	left := time.Duration(float64(spent) / float64(done) * float64(total-done))
	return fmt.Sprintf("%s, %v left", told, left.Round(time.Second))
}

func newBar(output io.Writer, now ingest.Progress) *progressbar.ProgressBar {
	total, what := now.Total, "writing"
	if total == 0 {
		total, what = -1, "reading"
	}
	return progressbar.NewOptions(total,
		progressbar.OptionSetWriter(output), progressbar.OptionSetDescription(what), progressbar.OptionShowCount(),
		progressbar.OptionShowIts(), progressbar.OptionSetItsString("records"), progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionClearOnFinish())
}

// end leaves the line of the bar to others.
func (p *progress) end() {
	if p.bar != nil {
		_ = p.bar.Finish() // as above
		p.bar = nil
	}
}
