package table

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"civicgraph/internal/kg"
)

// Orders of the numbers of dates such as 03/04/2022.
const (
	DayFirst   = "dmy"
	MonthFirst = "mdy"
)

// dateForms are the forms in which dates are read. The names of the groups say what the numbers are; a and b are day and month in
// either order.
var dateForms = []*regexp.Regexp{
	regexp.MustCompile(`^(?P<y>\d{4})(?:\.0+)?$`), // 2022.0 of programs that keep years as floating-point numbers
	regexp.MustCompile(`^(?P<y>\d{4})[-/.](?P<m>\d{1,2})$`),
	regexp.MustCompile(`^(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$`),
	regexp.MustCompile(`^(?P<y>\d{4}) ?年$`),
	regexp.MustCompile(`^(?P<y>\d{4}) ?年 ?(?P<m>\d{1,2}) ?月份?$`),
	regexp.MustCompile(`^(?P<y>\d{4}) ?年 ?(?P<m>\d{1,2}) ?月 ?(?P<d>\d{1,2}) ?[日号]?$`),
	regexp.MustCompile(`^(?P<m>\d{1,2})[-/.](?P<y>\d{4})$`),
	regexp.MustCompile(`^(?P<a>\d{1,2})[-/.] ?(?P<b>\d{1,2})[-/.] ?(?P<y>\d{4})$`),
	regexp.MustCompile(`^(?P<name>[A-Za-z]{3,9})\.?[ -](?P<y>\d{4})$`),
	regexp.MustCompile(`^(?P<d>\d{1,2})(?:st|nd|rd|th|\.)?[ -](?:of )?(?P<name>[A-Za-z]{3,9})\.?,?[ -](?P<y>\d{4})$`),
	regexp.MustCompile(`^(?P<name>[A-Za-z]{3,9})\.? (?P<d>\d{1,2})(?:st|nd|rd|th)?,? (?P<y>\d{4})$`),
}

// parseDate returns a date in the form of records: a year, month or day. A date whose day and month could be exchanged is refused,
// unless an order is named.
func parseDate(text, order string) (string, *kg.Error) {
	plain := strings.Join(strings.Fields(norm.NFKC.String(text)), " ")
	for _, form := range dateForms {
		if match := form.FindStringSubmatch(plain); match != nil {
			return dateOf(form.SubexpNames(), match, text, order)
		}
	}
	return "", kg.Errorf(kg.BadDate, "%.60q is not a date; write 2022, 2022-12 or 2022-12-30 (30.12.2022, Dec 2022, December 30, 2022 and 2022年12月 are read too)", text)
}

func dateOf(groups, match []string, text, order string) (string, *kg.Error) {
	number := map[string]int{}
	for i, group := range groups {
		switch {
		case group == "name":
			month := slices.IndexFunc(monthNames(), func(name string) bool { return isMonth(name, match[i]) })
			if month < 0 {
				return "", kg.Errorf(kg.BadDate, "%.60q has an unknown month; write Jan to Dec, or 2022-12", text)
			}
			number["m"] = month + 1
		case group != "":
			number[group], _ = strconv.Atoi(match[i]) // digits
		}
	}
	if a, given := number["a"]; given {
		b := number["b"]
		switch {
		case order == MonthFirst || order == "" && b > 12 && a <= 12:
			a, b = b, a
		case order == "" && a <= 12 && b <= 12 && a != b:
			y := number["y"]
			return "", kg.Errorf(kg.BadDate, "%.60q could be %04d-%02d-%02d or %04d-%02d-%02d; write it in that form, or use --date-order dmy or mdy", text, y, b, a, y, a, b)
		}
		number["d"], number["m"] = a, b
	}
	date := fmt.Sprintf("%04d-%02d-%02d", number["y"], number["m"], number["d"])
	if _, given := number["m"]; !given {
		date = date[:len("2022")]
	} else if _, given := number["d"]; !given {
		date = date[:len("2022-12")]
	}
	if _, err := kg.ParsePartialDate(date); err != nil {
		return "", kg.Errorf(kg.BadDate, "%.60q is not a day of the calendar", text)
	}
	return date, nil
}

func monthNames() []string {
	names := make([]string, 12)
	for i := range names {
		names[i] = time.Month(i + 1).String()
	}
	return names
}

// isMonth reports whether a word is a month, in full or abbreviated: Sep, Sept.
func isMonth(name, word string) bool {
	return strings.EqualFold(name, word) || len(word) <= 4 && len(name) >= len(word) && strings.EqualFold(name[:len(word)], word)
}
