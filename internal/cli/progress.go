package cli

import (
	"fmt"
	"io"
	"os"
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
	bar      *progressbar.ProgressBar
	phase    ingest.Phase
	// began is when the phase did, told when it was last told.
	began, told time.Time
}

func newProgress(output io.Writer) *progress {
	file, isFile := output.(*os.File)
	now := time.Now()
	return &progress{output: output, terminal: isFile && term.IsTerminal(int(file.Fd())), began: now, told: now}
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
	if now.Records%1000 != 0 || time.Since(p.told) < toldEvery {
		return
	}
	p.told = time.Now()
	fmt.Fprintln(p.output, line(now, time.Since(p.began)))
}

// line tells how far an import is after so long in its phase.
func line(now ingest.Progress, spent time.Duration) string {
	rate := float64(now.Records) / spent.Seconds()
	if now.Total == 0 {
		return fmt.Sprintf("read %d records, %.0f a second", now.Records, rate)
	}
	left := time.Duration(float64(now.Total-now.Records) / rate * float64(time.Second))
	return fmt.Sprintf("wrote %d of %d records, %.0f a second, %v left", now.Records, now.Total, rate, left.Round(time.Second))
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
