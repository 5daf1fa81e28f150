package store

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"civicgraph/internal/kg"
)

// noLinks is the source of a hierarchy whose entities are all new; it must not be asked.
type noLinks struct{ t *testing.T }

func (l noLinks) parents(kg.ID) ([]parentID, error) {
	l.t.Error("the parents of a new entity are read")
	return nil, nil
}

func (l noLinks) heights(kg.ID) (heights, error) {
	l.t.Error("the heights of a new entity are read")
	return nil, nil
}

// countedLinks is the source of a hierarchy whose links are all in the database, and counts the reads.
type countedLinks struct {
	up    map[kg.ID][]parentID
	reads int
}

func (l *countedLinks) parents(id kg.ID) ([]parentID, error) {
	l.reads++
	return slices.Clone(l.up[id]), nil
}

func (l *countedLinks) heights(id kg.ID) (found heights, err error) {
	l.reads++
	down := map[kg.ID][]parentID{}
	for below, parents := range l.up {
		for _, above := range parents {
			down[above.id] = append(down[above.id], parentID{below, above.on})
		}
	}
	var descend func(id kg.ID, on days, level int)
	descend = func(id kg.ID, on days, level int) {
		found, _ = found.raised(on, level)
		for _, below := range down[id] {
			if both, ok := on.and(below.on); ok && level < MaxLevels {
				descend(below.id, both, level+1)
			}
		}
	}
	descend(id, allDays, 0)
	return found, nil
}

func entity(n int) kg.ID { return kg.NewID(kg.KindDistrict, int64(n)) }

// put places a link and returns whether it was accepted.
func (h *hierarchy) put(t *testing.T, from, to kg.ID) bool {
	t.Helper()
	return h.putOn(t, from, to, allDays)
}

// putOn places a link of some days.
func (h *hierarchy) putOn(t *testing.T, from, to kg.ID, on days) bool {
	t.Helper()
	accept, err := h.check(from, to, on)
	if err == nil {
		accept()
		return true
	}
	if _, ok := errors.AsType[*cycleError](err); ok {
		return false
	}
	if mistake, ok := errors.AsType[*kg.Error](err); !ok || mistake.Code != kg.BadLink {
		t.Errorf("the error is %v", err)
	}
	return false
}

// TestHierarchyIsAsDeepAsItMayBe, in whatever order its links come; then it grows neither at the end nor by a join.
func TestHierarchyIsAsDeepAsItMayBe(t *testing.T) {
	t.Parallel()
	up := make([]int, MaxLevels) // link i leads from i to i + 1
	for i := range up {
		up[i] = i
	}
	down := slices.Clone(up)
	slices.Reverse(down)
	mixed := slices.Clone(up)
	rand.New(rand.NewPCG(1, 1)).Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
	for name, order := range map[string][]int{"upwards": up, "downwards": down, "mixed": mixed} {
		h := &hierarchy{source: noLinks{t}, nodes: map[kg.ID]*hierarchyNode{}}
		for _, i := range order {
			if !h.put(t, entity(i), entity(i+1)) {
				t.Fatalf("%s: the link from %d to %d is refused", name, i, i+1)
			}
		}
		for _, link := range [][2]int{{MaxLevels, 9000}, {9000, 0}, {9000, 1}} {
			if accepted := h.put(t, entity(link[0]), entity(link[1])); accepted != (link[1] == 1) {
				t.Errorf("%s: the link from %d to %d is accepted: %t", name, link[0], link[1], accepted)
			}
		}
		if h.put(t, entity(MaxLevels), entity(0)) || h.put(t, entity(1), entity(0)) {
			t.Errorf("%s: a cycle is accepted", name)
		}
	}
}

// TestLongChainTakesFewReads: of a chain that is in the database, each entity is read once or twice, and the links of new
// entities are never read.
func TestLongChainTakesFewReads(t *testing.T) {
	t.Parallel()
	const length = 900
	links := &countedLinks{up: map[kg.ID][]parentID{}}
	for i := range length {
		links.up[entity(i)] = []parentID{{entity(i + 1), allDays}}
	}
	h := &hierarchy{source: links, nodes: map[kg.ID]*hierarchyNode{}, newFrom: 5000}
	for i := range length { // leaves below every entity of the chain
		if !h.put(t, entity(5000+i), entity(i)) {
			t.Fatalf("leaf %d is refused", i)
		}
	}
	if h.put(t, entity(length), entity(5000)) {
		t.Error("a cycle is accepted")
	}
	if links.reads > 2*length+10 {
		t.Errorf("%d reads, want at most two for each entity", links.reads)
	}
}

// TestHierarchyAgreesWithSearch compares random links of random days, part of them in the database, with a search for cycles from
// scratch.
func TestHierarchyAgreesWithSearch(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(7, 7))
	closed := 0
	for graph := range 400 {
		links := &countedLinks{up: map[kg.ID][]parentID{}}
		h := &hierarchy{source: links, nodes: map[kg.ID]*hierarchyNode{}, newFrom: 12}
		for n := range 60 {
			if n == 20 { // what came before is now in the database only
				h.forget(99)
			}
			from, to := entity(random.IntN(16)), entity(random.IntN(16))
			if from == to {
				continue
			}
			if n < 20 && (from.Number() < 12 || to.Number() < 12) && random.IntN(2) == 0 {
				continue
			}
			on := allDays
			if graph%2 == 1 { // the other graphs have no days
				first := 20000101 + random.IntN(9)
				on = days{first, first + random.IntN(9)}
			}
			want := true
			for day := on.first; day <= min(on.last, on.first+20); day++ {
				want = want && !links.leads(to, from, day)
			}
			if got := h.putOn(t, from, to, on); got != want {
				t.Fatalf("graph %d: the link from %d to %d on %v is accepted: %t, want %t", graph, from.Number(), to.Number(), on, got, want)
			} else if got {
				if links.leads(to, from, 0) {
					closed++
				}
				links.up[from] = append(links.up[from], parentID{to, on})
			}
		}
	}
	if closed < 100 {
		t.Errorf("only %d links close a cycle of different days", closed)
	}
}

// leads reports whether links lead from one entity to another on a day, or at any time on day 0.
func (l *countedLinks) leads(from, to kg.ID, day int) bool {
	visited := map[kg.ID]bool{}
	var leads func(kg.ID) bool
	leads = func(id kg.ID) bool {
		if id == to {
			return true
		}
		if visited[id] {
			return false
		}
		visited[id] = true
		return slices.ContainsFunc(l.up[id], func(next parentID) bool {
			return (day == 0 || next.on.first <= day && day <= next.on.last) && leads(next.id)
		})
	}
	return leads(from)
}
