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
	// began is when the phase did, told when it was last told, and spoke whether ever.
	began, told time.Time
	spoke       bool
}

// fileSizes tell how much of the files was read.
type fileSizes struct {
	size int64
	// unknown tells that one is no file with a size, but a pipe or a terminal.
	unknown bool
	read    atomic.Int64
}

// all is how much there is to read, in bytes; 0 where that is not known.
func (s *fileSizes) all() int64 {
	if s.unknown {
		return 0
	}
	return s.size
}

// counted adds a file, and counts what is read of it.
func (s *fileSizes) counted(r io.Reader) io.Reader {
	var info os.FileInfo
	if file, ok := r.(*os.File); ok {
		info, _ = file.Stat() // what it does not tell is not known
	}
	if info != nil && info.Mode().IsRegular() {
		s.size += info.Size()
	} else {
		s.unknown = true
	}
	return counting{Reader: r, files: s}
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
		p.phase, p.began = now.Phase, time.Now()
	}
	if p.terminal {
		if p.bar == nil {
			p.bar = p.newBar(now)
		}
		done, _ := p.far(now)
		_ = p.bar.Set64(done) // what cannot be drawn is no failure of the import
		return
	}
	// The end of an import that said something is told too, for it may take long.
	if time.Since(p.told) < p.every && (now.Phase != ingest.Committing || !p.spoke) {
		return
	}
	p.told, p.spoke = time.Now(), true
	fmt.Fprintln(p.output, p.line(now, time.Since(p.began)))
}

// far is how much is done, of how much; that is 0 where it is not known. The unit is a byte while files are read whose sizes
// are known.
func (p *progress) far(now ingest.Progress) (done, all int64) {
	if size := p.files.all(); now.Phase == ingest.Reading && size > 0 {
		return min(p.files.read.Load(), size), size
	}
	return int64(now.Done), int64(now.Total)
}

// line tells how far an import is after so long in its phase.
func (p *progress) line(now ingest.Progress, spent time.Duration) string {
	words := wordsOf(now.Phase)
	if words.did == "" {
		return words.doing
	}
	of := ""
	if now.Total > 0 {
		of = fmt.Sprintf(" of %d", now.Total)
	}
	told := fmt.Sprintf("%s %d%s %s, %.0f a second", words.did, now.Done, of, words.things, float64(now.Done)/spent.Seconds())
	done, all := p.far(now)
	if all == 0 || done == 0 {
		return told
	}
	left := time.Duration(float64(spent) / float64(done) * float64(all-done))
	return fmt.Sprintf("%s, %v left", told, left.Round(time.Second))
}

// phaseWords tell of a phase: while it lasts, and how many things it did.
type phaseWords struct{ doing, did, things string }

func wordsOf(phase ingest.Phase) phaseWords {
	switch phase {
	case ingest.Reading:
		return phaseWords{"reading", "read", "records"}
	case ingest.Writing:
		return phaseWords{"writing", "wrote", "records"}
	case ingest.Indexing:
		return phaseWords{"indexing", "wrote", "search keys"}
	}
	return phaseWords{doing: "committing"}
}

func (p *progress) newBar(now ingest.Progress) *progressbar.ProgressBar {
	words := wordsOf(now.Phase)
	options := []progressbar.Option{
		progressbar.OptionSetWriter(p.output), progressbar.OptionSetDescription(words.doing),
		progressbar.OptionThrottle(100 * time.Millisecond), progressbar.OptionClearOnFinish(),
	}
	_, all := p.far(now)
	switch {
	case now.Phase == ingest.Reading && all > 0:
		options = append(options, progressbar.OptionShowBytes(true), progressbar.OptionShowCount())
	case words.things != "":
		options = append(options, progressbar.OptionShowCount(), progressbar.OptionShowIts(), progressbar.OptionSetItsString(words.things))
	}
	if all == 0 {
		all = -1 // unknown
	}
	return progressbar.NewOptions64(all, options...)
}

// end leaves the line of the bar to others.
func (p *progress) end() {
	if p.bar != nil {
		_ = p.bar.Finish() // as above
		p.bar = nil
	}
}
