package kg

import (
	"fmt"
	"strings"
	"time"
)

// Days that stand for an open or unknown end. They sort before and after every real day.
const (
	FirstDay = "0000-00-00"
	LastDay  = "9999-99-99"
)

// Date is a calendar day, `2023-01-11`.
type Date string

// ParseDate parses a calendar day of the years 1 to 9999.
func ParseDate(s string) (Date, error) {
	switch {
	case len(s) != len(time.DateOnly) || !hasDateForm(s):
		return "", Errorf(BadDate, "%s is not a calendar day, such as 2023-01-11", quoted(s))
	case !validDay(s):
		return "", notInCalendar(s)
	}
	return Date(s), nil
}

// PartialDate is a date as precise as its source gives it: `2022`, `2022-12` or `2022-12-30`. Empty means unknown.
type PartialDate string

// ParsePartialDate parses a year, month or day.
func ParsePartialDate(s string) (PartialDate, error) {
	switch {
	case !hasDateForm(s):
		return "", Errorf(BadDate, "%s is not a date of the form 2022, 2022-12 or 2022-12-30; times and approximate dates are not supported", quoted(s))
	case !validDay(padded(s, "-01-01")):
		return "", notInCalendar(s)
	}
	return PartialDate(s), nil
}

// First returns the first day that the date can mean, FirstDay if it is unknown.
func (d PartialDate) First() string {
	if d == "" {
		return FirstDay
	}
	return padded(string(d), "-01-01")
}

// Last returns the last day that the date can mean, LastDay if it is unknown.
func (d PartialDate) Last() string {
	switch len(d) {
	case len("2022"):
		return string(d) + "-12-31"
	case len("2022-12"):
		month, err := time.Parse("2006-01", string(d))
		if err != nil {
			return LastDay
		}
		return month.AddDate(0, 1, -1).Format(time.DateOnly)
	case len("2022-12-30"):
		return string(d)
	}
	return LastDay
}

// padded completes a year or month to a day; empty if s has the length of neither.
func padded(s, rest string) string {
	switch len(s) {
	case len("2022"), len("2022-12"), len("2022-12-30"):
		return s + rest[len(s)-len("2022"):]
	}
	return ""
}

// hasDateForm reports whether s has the digits and hyphens of a year, month or day.
func hasDateForm(s string) bool {
	for i, c := range []byte(s) {
		isHyphen := i == len("2022") || i == len("2022-12")
		if isHyphen && c != '-' || !isHyphen && (c < '0' || c > '9') {
			return false
		}
	}
	return padded(s, "-01-01") != ""
}

func notInCalendar(s string) *Error {
	return Errorf(BadDate, "%s is not in the calendar, which has the years 0001 to 9999", quoted(s))
}

func validDay(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil && !strings.HasPrefix(s, "0000")
}

// FormatDateTime formats a time as it is stored and answered: RFC 3339, UTC, to the second.
func FormatDateTime(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// Period is a span of time; an absent end is open or unknown.
type Period struct {
	From       PartialDate `json:"from,omitempty"`
	Until      PartialDate `json:"until,omitempty"`
	AttestedOn Date        `json:"attestedOn,omitempty"`
}

// Span holds the days of a period for comparisons: it may hold between the possible days and certainly holds between the
// certain ones, both inclusive.
type Span struct {
	PossibleFrom, PossibleUntil string
	CertainFrom, CertainUntil   string
}

// Span returns the days on which the period may hold and on which it certainly holds.
func (p Period) Span() Span {
	s := Span{
		PossibleFrom:  p.From.First(),
		PossibleUntil: p.Until.Last(),
		CertainFrom:   p.From.Last(),
		CertainUntil:  p.Until.First(),
	}
	// With a known beginning, an open end means that the period continues. With neither, only the attested day is certain.
	if p.Until == "" && p.From != "" {
		s.CertainUntil = LastDay
	}
	if p.AttestedOn != "" {
		s.CertainFrom = min(s.CertainFrom, string(p.AttestedOn))
		s.CertainUntil = max(s.CertainUntil, string(p.AttestedOn))
	}
	return s
}

// Holds says whether something held on a day.
type Holds string

// Values of Holds.
const (
	HoldsYes     Holds = "YES"
	HoldsNo      Holds = "NO"
	HoldsUnknown Holds = "UNKNOWN"
)

// Holds returns whether the period holds on a day.
func (p Period) Holds(on Date) Holds {
	s, day := p.Span(), string(on)
	switch {
	case day < s.PossibleFrom, day > s.PossibleUntil:
		return HoldsNo
	case day >= s.CertainFrom && day <= s.CertainUntil:
		return HoldsYes
	}
	return HoldsUnknown
}

// Check returns an error if the period ends before it begins or is attested outside itself.
func (p Period) Check() error {
	s := p.Span()
	if s.PossibleFrom > s.PossibleUntil {
		return Errorf(BadPeriod, "until, %s, is before from, %s", p.Until, p.From)
	}
	if day := string(p.AttestedOn); day != "" && (day < s.PossibleFrom || day > s.PossibleUntil) {
		return Errorf(BadPeriod, "attestedOn, %s, is outside the period %s", day, p)
	}
	return nil
}

func (p Period) String() string { return fmt.Sprintf("%s/%s", p.From, p.Until) }
