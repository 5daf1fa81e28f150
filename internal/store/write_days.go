package store

import (
	"fmt"
	"strconv"
	"strings"

	"civicgraph/internal/kg"
)

// days are the days from first to last, both inclusive, as numbers that sort as the days do. Numbers between them may stand for no day.
type days struct{ first, last int }

// allDays are the days of a link without a period.
var allDays = daysOf(kg.FirstDay, kg.LastDay)

// daysOf returns the days between two, as kg.Span has them.
func daysOf(first, last string) days { return days{dayNumber(first), dayNumber(last)} }

// dayNumber returns 20160526 for 2016-05-26.
func dayNumber(day string) int {
	n, err := strconv.Atoi(strings.ReplaceAll(day, "-", ""))
	if err != nil {
		panic("store: a link is not of days: " + err.Error())
	}
	return n
}

// and returns the days that are in both.
func (d days) and(other days) (both days, ok bool) {
	both = days{max(d.first, other.first), min(d.last, other.last)}
	return both, both.first <= both.last
}

// words describes the days.
func (d days) words() string {
	day := func(n int) string { return fmt.Sprintf("%04d-%02d-%02d", n/1_00_00, n/1_00%1_00, n%1_00) }
	switch {
	case d == allDays:
		return "on any day"
	case d.first == allDays.first:
		return "until " + day(d.last)
	case d.last == allDays.last:
		return "from " + day(d.first)
	}
	return "from " + day(d.first) + " until " + day(d.last)
}

// heights are the heights of an entity by days, in order and without overlap. Days that are not there have the height 0.
type heights []height

type height struct {
	on     days
	height int
}

// within returns the heights on some days, all of them.
func (h heights) within(on days) heights {
	var all heights
	next := on.first
	for _, one := range h {
		both, ok := one.on.and(on)
		if !ok {
			continue
		}
		if next < both.first {
			all = append(all, height{days{next, both.first - 1}, 0})
		}
		all = append(all, height{both, one.height})
		next = both.last + 1
	}
	if next <= on.last {
		all = append(all, height{days{next, on.last}, 0})
	}
	return all
}

// raised returns the heights with at least a height on some days, and the days on which it was less.
func (h heights) raised(on days, to int) (all heights, changed []days) {
	pieces := h.within(on)
	for i := range pieces {
		if pieces[i].height < to {
			pieces[i].height = to
			changed = append(changed, pieces[i].on)
		}
	}
	if changed == nil {
		return h, nil
	}
	all = make(heights, 0, len(h)+len(pieces)+1)
	for _, one := range h {
		if rest, ok := one.on.and(days{allDays.first, on.first - 1}); ok {
			all = all.followedBy(height{rest, one.height})
		}
	}
	for _, one := range pieces {
		all = all.followedBy(one)
	}
	for _, one := range h {
		if rest, ok := one.on.and(days{on.last + 1, allDays.last}); ok {
			all = all.followedBy(height{rest, one.height})
		}
	}
	return all, joined(changed)
}

// followedBy returns the heights with one on later days.
func (h heights) followedBy(one height) heights {
	if last := len(h) - 1; last >= 0 && h[last].height == one.height && h[last].on.last+1 == one.on.first {
		h[last].on.last = one.on.last
		return h
	}
	return append(h, one)
}

// joined joins days that follow each other.
func joined(of []days) []days {
	var all []days
	for _, one := range of {
		if last := len(all) - 1; last >= 0 && all[last].last+1 == one.first {
			all[last].last = one.last
			continue
		}
		all = append(all, one)
	}
	return all
}
