package kg_test

import (
	"strings"
	"testing"
	"time"

	"civicgraph/internal/kg"
)

func TestParseDate(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"2023-01-11", "0001-01-01", "9999-12-31", "2024-02-29", "2000-02-29", "1582-10-10"} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			if date, err := kg.ParseDate(text); err != nil || string(date) != text {
				t.Errorf("got %q, error %v", date, err)
			}
		})
	}
}

func TestParseDateRefuses(t *testing.T) {
	t.Parallel()
	for _, text := range badDates("2022", "2022-12") {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			date, err := kg.ParseDate(text)
			if clientError(t, err).Code != kg.BadDate || date != "" {
				t.Errorf("got %q, error %v; want error %s", date, err, kg.BadDate)
			}
		})
	}
}

// badDates returns strings that are not dates of any precision, and those given.
func badDates(further ...string) []string {
	return append([]string{
		"", " ", "today", "2023-02-29", "1900-02-29", "2023-02-30", "2023-04-31", "2023-00-10", "2023-01-00", "2023-13-01",
		"2023-1-11", "2023-01-1", "23-01-11", "02023-01-11", "2023/01/11", "2023.01.11", "11-01-2023", "20230111",
		" 2023-01-11", "2023-01-11 ", "2023-01-11\n", "2023-01-11T00:00:00Z", "+2023-01-1", "-023-01-11", "0000-01-01",
		"0000", "0000-12", "1962.5", "2023-13", "2023-00", "2023-1", "202", "20222", "2O22", "2022-", "2022-12-", "２０２３",
		"2023-01-3x", strings.Repeat("9", 5000),
	}, further...)
}

func TestParsePartialDate(t *testing.T) {
	t.Parallel()
	cases := []struct{ text, first, last string }{
		{"2022", "2022-01-01", "2022-12-31"},
		{"0001", "0001-01-01", "0001-12-31"},
		{"9999", "9999-01-01", "9999-12-31"},
		{"2022-01", "2022-01-01", "2022-01-31"},
		{"2022-04", "2022-04-01", "2022-04-30"},
		{"2022-12", "2022-12-01", "2022-12-31"},
		{"2023-02", "2023-02-01", "2023-02-28"},
		{"2024-02", "2024-02-01", "2024-02-29"},
		{"1900-02", "1900-02-01", "1900-02-28"},
		{"2000-02", "2000-02-01", "2000-02-29"},
		{"9999-12", "9999-12-01", "9999-12-31"},
		{"2022-12-30", "2022-12-30", "2022-12-30"},
		{"2024-02-29", "2024-02-29", "2024-02-29"},
	}
	for _, c := range cases {
		t.Run(c.text, func(t *testing.T) {
			t.Parallel()
			date, err := kg.ParsePartialDate(c.text)
			if err != nil || string(date) != c.text {
				t.Fatalf("got %q, error %v", date, err)
			}
			if date.First() != c.first || date.Last() != c.last {
				t.Errorf("its days are %s to %s, want %s to %s", date.First(), date.Last(), c.first, c.last)
			}
		})
	}
}

func TestParsePartialDateRefuses(t *testing.T) {
	t.Parallel()
	for _, text := range badDates() {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			date, err := kg.ParsePartialDate(text)
			if clientError(t, err).Code != kg.BadDate || date != "" {
				t.Errorf("got %q, error %v; want error %s", date, err, kg.BadDate)
			}
		})
	}
}

func TestUnknownDateAllowsEveryDay(t *testing.T) {
	t.Parallel()
	var unknown kg.PartialDate
	for _, day := range []string{"0001-01-01", "2023-01-11", "9999-12-31"} {
		if unknown.First() > day || unknown.Last() < day {
			t.Errorf("%s is outside %s to %s", day, unknown.First(), unknown.Last())
		}
	}
}

func TestInstant(t *testing.T) {
	t.Parallel()
	east := time.FixedZone("UTC+8", 8*60*60)
	at := time.Date(2023, 1, 13, 16, 0, 0, 999_999_999, east)
	if got := kg.FormatDateTime(at); got != "2023-01-13T08:00:00Z" {
		t.Errorf("it is formatted as %s", got)
	}
}

func FuzzPartialDate(f *testing.F) {
	for _, text := range append(badDates(), "2022", "2022-12", "2024-02-29") {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		date, err := kg.ParsePartialDate(text)
		if err != nil {
			_ = clientError(t, err)
			return
		}
		for _, day := range []string{date.First(), date.Last()} {
			if _, err := kg.ParseDate(day); err != nil || !strings.HasPrefix(day, text) {
				t.Errorf("%q has the day %q: %v", text, day, err)
			}
		}
		if string(date) != text {
			t.Errorf("%q is parsed as %q", text, date)
		}
		if day, err := kg.ParseDate(text); (err == nil) != (len(text) == len("2022-12-30")) || err == nil && (string(day) != date.First() || string(day) != date.Last()) {
			t.Errorf("%q is the day %q, %v", text, day, err)
		}
		if date.First() > date.Last() {
			t.Errorf("%q has the days %s to %s", text, date.First(), date.Last())
		}
	})
}
