package kg

import (
	"slices"
	"strings"
)

// UniteNames returns the names of an entity after it was given some more; nil if nothing changes. Known names keep their places, new ones
// follow. A given name that the entity has, with the same text and language and a period that may be the same, changes that one: it takes
// the given use, and the given ends of the period. So a label becomes a former name. If a name is then both former and in use in the same
// period, because it was given as both before, the use not given is dropped. The same names given again change nothing.
func UniteNames(known, given []Name) []Name {
	// Of two given names, the first may become the second, and then is not there when given again.
	all := known
	for range len(given) + 1 {
		united := uniteOnce(all, given)
		if slices.Equal(united, all) {
			break
		}
		all = united
	}
	if slices.Equal(all, known) {
		return nil
	}
	return all
}

func uniteOnce(known, given []Name) []Name {
	u := &nameUnion{names: slices.Clone(known), known: len(known), given: make([]bool, len(known))}
	changing := make([]int, 0, len(given))
	for i := range given {
		if !u.has(&given[i]) {
			changing = append(changing, i)
		}
	}
	for _, i := range changing {
		u.put(&given[i])
	}
	u.drop()
	return u.names
}

// nameUnion collects the names of an entity. The first of them were known; given marks those that were given, too.
type nameUnion struct {
	names []Name
	known int
	given []bool
}

// has reports whether the entity has a name, and marks it as given.
func (u *nameUnion) has(n *Name) bool {
	for i := range u.names {
		if u.names[i].isEqual(n) {
			u.given[i] = true
			return true
		}
	}
	return false
}

// put changes the name that is meant by a given one, or adds it.
func (u *nameUnion) put(n *Name) {
	best, closest := -1, 0
	for i := range u.names[:u.known] {
		o := &u.names[i]
		if closeness := o.closeness(n); !u.given[i] && o.isSame(n) && closeness > closest {
			best, closest = i, closeness
		}
	}
	switch {
	case best < 0 && u.has(n): // given twice
		return
	case best < 0:
		u.names, u.given = append(u.names, *n), append(u.given, true)
		return
	}
	changed := u.names[best]
	changed.Type = n.Type
	if n.From != "" {
		changed.From = n.From
	}
	if n.Until != "" {
		changed.Until = n.Until
	}
	u.given[best] = true
	u.names[best] = changed
}

// checkPeriod returns an error if the name's use ends before it begins.
func (n *Name) checkPeriod() *Error {
	if n.From != "" && n.Until != "" && n.From.First() > n.Until.Last() {
		return Errorf(BadPeriod, "until, %s, is before from, %s", n.Until, n.From)
	}
	return nil
}

// drop removes the names that contradict a given one, and those that became equal to one before them.
func (u *nameUnion) drop() {
	var kept []Name
	for i := range u.names {
		n := &u.names[i]
		if !u.given[i] && u.isContradicted(n) || slices.ContainsFunc(kept, func(o Name) bool { return o.isEqual(n) }) {
			continue
		}
		kept = append(kept, *n)
	}
	u.names = kept
}

// isContradicted reports whether a given name has the same period and says that the name is former, or that it is not.
func (u *nameUnion) isContradicted(n *Name) bool {
	for i := range u.names {
		o := &u.names[i]
		if u.given[i] && o.isSame(n) && o.From == n.From && o.Until == n.Until && (o.Type == Former) != (n.Type == Former) {
			return true
		}
	}
	return false
}

// isSame reports whether two names have the same text and language, whatever the case of its tag.
func (n *Name) isSame(o *Name) bool {
	return n.Text == o.Text && strings.EqualFold(n.Language, o.Language)
}

// isEqual reports whether two names are the same, of the same use and period.
func (n *Name) isEqual(o *Name) bool {
	return n.isSame(o) && n.Type == o.Type && n.From == o.From && n.Until == o.Until
}

// Excludes reports whether two different names are unlikely to be of one entity: both are labels in one language that may hold on one day.
func (n *Name) Excludes(o *Name) bool {
	follows := n.From != "" && n.From == o.Until || n.Until != "" && n.Until == o.From
	return n.Type == Label && o.Type == Label && strings.EqualFold(n.Language, o.Language) && !follows && n.mayMeet(o)
}

// mayMeet reports whether there is a day on which both names may be in use.
func (n *Name) mayMeet(o *Name) bool {
	a, b := n.Period().Span(), o.Period().Span()
	return a.PossibleFrom <= b.PossibleUntil && b.PossibleFrom <= a.PossibleUntil
}

// closeness returns how likely it is that two names of one text have the same period: 0 if they cannot.
func (n *Name) closeness(o *Name) int {
	closeness := 1
	if n.Type == o.Type {
		closeness++
	}
	if n.Until == o.Until {
		closeness += 2
	}
	if n.From == o.From {
		closeness += 4
	}
	switch {
	case n.From != "" && n.From == o.From:
		return closeness
	case n.From != "" && n.From == o.Until, n.Until != "" && n.Until == o.From: // one follows the other
		return 0
	}
	if !n.mayMeet(o) {
		return 0
	}
	return closeness
}
