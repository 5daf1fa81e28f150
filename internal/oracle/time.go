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

// isDay reports whether a string is a calendar day of the years 1 to 9999.
func isDay(text string) bool {
	day, err := time.Parse("2006-01-02", text)
	return err == nil && len(text) == 10 && day.Year() > 0
}

// shows reports whether a link is visible on the day, or at all if the day is empty.
func (l *link) shows(day string) bool {
	return day == "" || holds(l.record.Period, day) != "NO"
}
