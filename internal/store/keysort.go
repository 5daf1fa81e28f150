package store

import (
	"bufio"
	"cmp"
	"container/heap"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"civicgraph/internal/kg"
)

// searchKey is a row of the table search_key.
type searchKey struct {
	key    string
	entity kg.ID
	item   int64
	start  int64
}

func (k *searchKey) compare(other *searchKey) int {
	if c := strings.Compare(k.key, other.key); c != 0 {
		return c
	}
	return cmp.Or(cmp.Compare(k.entity, other.entity), cmp.Compare(k.item, other.item), cmp.Compare(k.start, other.start))
}

// heldKeys bounds the search keys in memory, runBuffer the bytes of each run that are read ahead.
const (
	heldKeys  = 1 << 17
	runBuffer = 16 << 10
)

// keySorter sorts search keys. Those that do not fit into memory are kept as sorted runs in a temporary file.
type keySorter struct {
	// all is the number of keys that were added.
	all  int
	rows []searchKey
	file *os.File
	// ends are where each run ends in the file.
	ends []int64
}

func (s *keySorter) add(k searchKey) error {
	s.all++
	s.rows = append(s.rows, k)
	if len(s.rows) < heldKeys {
		return nil
	}
	return s.spill()
}

// spill writes the keys in memory to the file as a run.
func (s *keySorter) spill() (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("sort search keys in the temporary folder %s: %w", os.TempDir(), err)
		}
	}()
	if s.file == nil {
		if s.file, err = os.CreateTemp("", "civicgraph-keys-*"); err != nil {
			return err
		}
		_ = os.Remove(s.file.Name()) // at once, so that it goes with the process; where that is not allowed, close does it
	}
	s.sortRows()
	w := bufio.NewWriterSize(s.file, 64<<10)
	written := s.end()
	var encoded []byte
	for i := range s.rows {
		encoded = s.rows[i].append(encoded[:0])
		written += int64(len(encoded))
		if _, err := w.Write(encoded); err != nil {
			return err
		}
	}
	s.ends = append(s.ends, written)
	clear(s.rows) // so that the strings can be collected
	s.rows = s.rows[:0]
	return w.Flush()
}

func (s *keySorter) sortRows() {
	slices.SortFunc(s.rows, func(a, b searchKey) int { return a.compare(&b) })
}

// end returns the offset at which the last run ends.
func (s *keySorter) end() int64 {
	if len(s.ends) == 0 {
		return 0
	}
	return s.ends[len(s.ends)-1]
}

// each calls use for all keys in order.
func (s *keySorter) each(use func(*searchKey) error) error {
	if s.file == nil {
		s.sortRows()
		for i := range s.rows {
			if err := use(&s.rows[i]); err != nil {
				return err
			}
		}
		return nil
	}
	if len(s.rows) > 0 {
		if err := s.spill(); err != nil {
			return err
		}
	}
	var runs keyRuns
	begin := int64(0)
	for _, end := range s.ends {
		run := &keyRun{reader: bufio.NewReaderSize(io.NewSectionReader(s.file, begin, end-begin), runBuffer)}
		begin = end
		if err := run.next(); err != nil {
			return err
		}
		runs = append(runs, run)
	}
	heap.Init(&runs)
	for len(runs) > 0 {
		least := runs[0]
		if err := use(&least.key); err != nil {
			return err
		}
		if err := least.next(); errors.Is(err, io.EOF) {
			heap.Pop(&runs)
		} else if err != nil {
			return err
		} else {
			heap.Fix(&runs, 0)
		}
	}
	return nil
}

func (s *keySorter) close() {
	if s.file != nil {
		_ = s.file.Close()
		_ = os.Remove(s.file.Name()) // nothing where it has no name any more
	}
}

// append encodes a key for a run: the text behind its length, then the numbers.
func (k *searchKey) append(to []byte) []byte {
	to = append(binary.AppendUvarint(to, uint64(len(k.key))), k.key...)
	to = binary.AppendVarint(to, int64(k.entity))
	to = binary.AppendVarint(to, k.item)
	return binary.AppendVarint(to, k.start)
}

// keyRun reads a run; key is the one at hand.
type keyRun struct {
	reader *bufio.Reader
	text   []byte
	key    searchKey
}

// next reads the next key; the error is io.EOF after the last one.
func (r *keyRun) next() error {
	size, err := binary.ReadUvarint(r.reader)
	if err != nil {
		return err
	}
	r.text = slices.Grow(r.text[:0], int(size))[:size]
	if _, err := io.ReadFull(r.reader, r.text); err != nil {
		return fmt.Errorf("read a search key: %w", noEnd(err))
	}
	var numbers [3]int64
	for i := range numbers {
		if numbers[i], err = binary.ReadVarint(r.reader); err != nil {
			return fmt.Errorf("read a search key: %w", noEnd(err))
		}
	}
	r.key = searchKey{key: string(r.text), entity: kg.ID(numbers[0]), item: numbers[1], start: numbers[2]}
	return nil
}

// noEnd turns the end of the file within a key into an error other than io.EOF.
func noEnd(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// keyRuns is a heap of runs by the key at hand.
type keyRuns []*keyRun

func (r keyRuns) Len() int           { return len(r) }
func (r keyRuns) Less(i, j int) bool { return r[i].key.compare(&r[j].key) < 0 }
func (r keyRuns) Swap(i, j int)      { r[i], r[j] = r[j], r[i] }

// Push completes heap.Interface; no run is added later.
func (r *keyRuns) Push(run any) { *r = append(*r, run.(*keyRun)) } //nolint:forcetypeassert // the heap holds nothing else

// Pop takes the last run away.
func (r *keyRuns) Pop() any {
	last := (*r)[len(*r)-1]
	*r = (*r)[:len(*r)-1]
	return last
}
