package kg_test

import (
	"os"
	"strings"
	"testing"

	"civicgraph/internal/kg"
)

// holdsCase is a line of testdata/holds.txt.
type holdsCase struct {
	text    string
	period  kg.Period
	answers []holdsAnswer
}

type holdsAnswer struct {
	day   kg.Date
	holds kg.Holds
}

func holdsCases(t *testing.T) []holdsCase {
	t.Helper()
	file, err := os.ReadFile("testdata/holds.txt")
	if err != nil {
		t.Fatal(err)
	}
	var cases []holdsCase
	for line := range strings.Lines(string(file)) {
		period, answers, ok := strings.Cut(line, ":")
		if strings.HasPrefix(line, "#") || !ok {
			continue
		}
		parts := strings.Fields(period)
		if len(parts) != 3 {
			t.Fatalf("%q is no case", line)
		}
		for i := range parts {
			if parts[i] == "-" {
				parts[i] = ""
			}
		}
		c := holdsCase{text: strings.Join(strings.Fields(period), " ")}
		c.period = kg.Period{From: kg.PartialDate(parts[0]), Until: kg.PartialDate(parts[1]), AttestedOn: kg.Date(parts[2])}
		for answer := range strings.FieldsSeq(answers) {
			day, holds, _ := strings.Cut(answer, "=")
			c.answers = append(c.answers, holdsAnswer{day: kg.Date(day), holds: kg.Holds(holds)})
		}
		cases = append(cases, c)
	}
	if len(cases) < 40 {
		t.Fatalf("only %d cases were found", len(cases))
	}
	return cases
}

func TestHolds(t *testing.T) {
	t.Parallel()
	for _, c := range holdsCases(t) {
		t.Run(c.text, func(t *testing.T) {
			t.Parallel()
			if err := c.period.Check(); err != nil {
				t.Errorf("the period is refused: %v", err)
			}
			for _, a := range c.answers {
				if got := c.period.Holds(a.day); got != a.holds {
					t.Errorf("on %s Holds is %s, want %s", a.day, got, a.holds)
				}
			}
		})
	}
}

func TestPeriodCheck(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name   string
		period kg.Period
		good   bool
	}{
		{name: "nothing known", good: true},
		{name: "open end", period: kg.Period{From: "2022"}, good: true},
		{name: "open start", period: kg.Period{Until: "2022"}, good: true},
		{name: "one day", period: kg.Period{From: "2022-12-30", Until: "2022-12-30"}, good: true},
		{name: "one month", period: kg.Period{From: "2022-12", Until: "2022-12"}, good: true},
		{name: "a month and its year overlap", period: kg.Period{From: "2019-06", Until: "2019"}, good: true},
		{name: "a year and its last month overlap", period: kg.Period{From: "2019", Until: "2019-12"}, good: true},
		{name: "ends the day before", period: kg.Period{From: "2015-06-01", Until: "2015-05-31"}},
		{name: "ends the month before, unequal precision", period: kg.Period{From: "2020", Until: "2019-12"}},
		{name: "ends the year before", period: kg.Period{From: "2020-01-01", Until: "2019"}},
		{name: "attested in an open period", period: kg.Period{AttestedOn: "2023-01-11"}, good: true},
		{name: "attested on the first possible day", period: kg.Period{From: "2022-12", AttestedOn: "2022-12-01"}, good: true},
		{name: "attested on the last possible day", period: kg.Period{Until: "2024-02", AttestedOn: "2024-02-29"}, good: true},
		{name: "attested before it can begin", period: kg.Period{From: "2022-12", AttestedOn: "2022-11-30"}},
		{name: "attested after it must have ended", period: kg.Period{Until: "2024-02", AttestedOn: "2024-03-01"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			err := c.period.Check()
			if c.good {
				if err != nil {
					t.Errorf("it is refused: %v", err)
				}
				return
			}
			if clientError(t, err).Code != kg.BadPeriod {
				t.Errorf("the error is %v, want %s", err, kg.BadPeriod)
			}
		})
	}
}

// FuzzPeriod compares whether any period held on several days.
func FuzzPeriod(f *testing.F) {
	f.Add("2022", "2023-02", "2022-12-30", "2023-02-28")
	f.Add("", "0001", "", "0001-12-31")
	f.Add("9999-12", "", "9999-12-31", "9999-12-31")
	f.Add("2024-02", "2024-02", "2024-02-29", "2024-03-01")
	f.Fuzz(func(t *testing.T, from, until, attested, on string) {
		day, err := kg.ParseDate(on)
		if err != nil {
			return
		}
		p := kg.Period{From: partialOrUnknown(from), Until: partialOrUnknown(until), AttestedOn: dayOrUnknown(attested)}
		s, holds := p.Span(), p.Holds(day)
		if err := p.Check(); err != nil {
			if clientError(t, err).Code != kg.BadPeriod {
				t.Errorf("%s: %v", p, err)
			}
			return
		}
		if s.PossibleFrom > s.CertainFrom || s.PossibleUntil < s.CertainUntil || s.PossibleFrom > s.PossibleUntil {
			t.Errorf("%s spans %+v", p, s)
		}
		if p.AttestedOn != "" && p.Holds(p.AttestedOn) != kg.HoldsYes {
			t.Errorf("%s attested on %s does not hold then", p, p.AttestedOn)
		}
		possible := string(day) >= p.From.First() && string(day) <= p.Until.Last()
		if possible == (holds == kg.HoldsNo) {
			t.Errorf("%s holds on %s: %s", p, day, holds)
		}
		// What holds for certain still does so if the ends become better known.
		if holds == kg.HoldsYes && p.From != "" && p.Until != "" {
			closer := kg.Period{From: kg.PartialDate(p.From.Last()), Until: kg.PartialDate(p.Until.First()), AttestedOn: p.AttestedOn}
			if closer.Check() == nil && closer.Holds(day) != kg.HoldsYes {
				t.Errorf("%s holds on %s, but %s does not", p, day, closer)
			}
		}
	})
}

func partialOrUnknown(text string) kg.PartialDate {
	date, _ := kg.ParsePartialDate(text)
	return date
}

func dayOrUnknown(text string) kg.Date {
	day, _ := kg.ParseDate(text)
	return day
}
