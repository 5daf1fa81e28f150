package oracle

import (
	"time"

	"civicgraph/internal/kg"
)

// holds returns whether a period holds on a day: YES, NO or UNKNOWN.
func holds(p kg.Period, day string) string {
	from, until, attested := string(p.From), string(p.Until), string(p.AttestedOn)
	if from != "" && day < firstDay(from) || until != "" && day > lastDay(until) {
		return "NO"
	}
	if startsForSure(from, attested, day) && lastsForSure(from, until, attested, day) {
		return "YES"
	}
	return "UNKNOWN"
}

// startsForSure reports whether the day is on or after the certain start: the latest day that from allows, or the attested
// day if it is earlier or from is missing.
func startsForSure(from, attested, day string) bool {
	if attested != "" && day >= attested {
		return true
	}
	return from != "" && day >= lastDay(from)
}

// lastsForSure reports whether the day is on or before the certain end: the earliest day that until allows, or the attested
// day if it is later. Without until a known from has no end.
func lastsForSure(from, until, attested, day string) bool {
	if attested != "" && day <= attested {
		return true
	}
	if until != "" {
		return day <= firstDay(until)
	}
	return from != ""
}

// firstDay returns the earliest day that a date allows.
func firstDay(date string) string {
	switch len(date) {
	case 4:
		return date + "-01-01"
	case 7:
		return date + "-01"
	}
	return date
}

// lastDay returns the latest day that a date allows.
func lastDay(date string) string {
	switch len(date) {
	case 4:
		return date + "-12-31"
	case 7:
		day := date + "-31"
		for !isDay(day) {
			day = date + "-" + map[string]string{"31": "30", "30": "29", "29": "28"}[day[8:]]
		}
		return day
	}
	return date
}

// mayBeSame reports whether two periods may be those of one link. They may if they have the same start. Else of both starts, and of both
// ends, one must be missing or within the other, and both periods must share a day and allow every attested day.
func mayBeSame(a, b kg.Period) bool {
	oneDate := func(a, b string) bool {
		within := func(a, b string) bool { return firstDay(b) <= firstDay(a) && lastDay(a) <= lastDay(b) }
		return a == "" || b == "" || within(a, b) || within(b, a)
	}
	if a.From != "" && a.From == b.From {
		return true
	}
	if !oneDate(string(a.From), string(b.From)) || !oneDate(string(a.Until), string(b.Until)) {
		return false
	}
	begin, end := "0000-00-00", "9999-99-99"
	for _, p := range []kg.Period{a, b} {
		if p.From != "" {
			begin = max(begin, firstDay(string(p.From)))
		}
		if p.Until != "" {
			end = min(end, lastDay(string(p.Until)))
		}
	}
	for _, day := range []kg.Date{a.AttestedOn, b.AttestedOn} {
		if day != "" && (string(day) < begin || string(day) > end) {
			return false
		}
	}
	return begin <= end
}

// isDay reports whether a string is a calendar day of the years 1 to 9999.
func isDay(text string) bool {
	day, err := time.Parse("2006-01-02", text)
	return err == nil && len(text) == 10 && day.Year() > 0
}

// shows reports whether a link is visible on the day, or at all if the day is empty.
func (l *link) shows(day string) bool {
	return day == "" || holds(l.record.Period, day) != "NO"
}
