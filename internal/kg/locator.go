package kg

import (
	"strconv"
	"strings"
)

// missingLast sorts after every locator.
const missingLast = "\U0010FFFF"

// LocatorKey returns the sort key of a locator: runs of digits sort by number, ¶ 2 before ¶ 10, and a missing locator
// sorts last.
func LocatorKey(locator string) string {
	if locator == "" {
		return missingLast
	}
	var key strings.Builder
	for rest := locator; rest != ""; {
		text := strings.IndexAny(rest, "0123456789")
		if text < 0 {
			text = len(rest)
		}
		key.WriteString(rest[:text])
		rest = rest[text:]
		number := rest[:len(rest)-len(strings.TrimLeft(rest, "0123456789"))]
		rest = rest[len(number):]
		if digits := strings.TrimLeft(number, "0"); number != "" {
			// The number of digits stands before them, in a fixed length.
			key.WriteString(strconv.Itoa(1000 + min(len(digits), 999))[1:] + digits)
		}
	}
	return key.String()
}
