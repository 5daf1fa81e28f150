package kg

import (
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"
)

// requiredString reads a string of at most limit bytes, which may be neither absent nor blank.
func (d *decoder) requiredString(name string, limit int) string {
	value, _ := d.value(name)
	if value == nil {
		d.fail(name, MissingField, "is required")
		return ""
	}
	s := d.stringOf(name, value, limit)
	if strings.TrimSpace(s) == "" {
		d.fail(name, BadValue, "must not be blank")
	}
	return s
}

// optionalString reads a string of at most limit bytes; absent and null are the empty string.
func (d *decoder) optionalString(name string, limit int) string {
	value, _ := d.value(name)
	if value == nil {
		return ""
	}
	return d.stringOf(name, value, limit)
}

func (d *decoder) stringOf(name string, value any, limit int) string {
	s, ok := value.(string)
	switch {
	case !ok:
		d.fail(name, BadValue, "must be a string")
	case strings.Contains(s, "\x00"):
		d.fail(name, BadValue, "contains the character NUL, which text cannot hold")
	case strings.Contains(s, "\uFFFD"):
		d.fail(name, BadValue, "contains U+FFFD (\uFFFD), which stands for a character lost in an earlier conversion; take the text from where it is whole")
	case len(s) > limit:
		d.fail(name, TooLarge, "is %d bytes long; at most %d are allowed", len(s), limit)
	}
	return s
}

// stringUnlessAbsent reads a string that may be absent, but neither null nor blank.
func (d *decoder) stringUnlessAbsent(name string, limit int) string {
	if _, given := d.value(name); !given {
		return ""
	}
	return d.requiredString(name, limit)
}

// IsValidText reports whether a string has neither NUL, which SQL strings cannot hold, nor U+FFFD, the replacement character, which
// programs put in place of what they could not decode.
func IsValidText(s string) bool { return !strings.ContainsAny(s, "\x00\uFFFD") }

// objects reads a list of objects; noun says what each is, and read gets a decoder for each.
func (d *decoder) objects(name, noun string, read func(*decoder)) {
	value, _ := d.value(name)
	if value == nil {
		return
	}
	list, ok := value.([]any)
	if !ok {
		d.fail(name, BadValue, "must be a list of objects")
		return
	}
	for i, item := range list {
		d.object(name+"."+strconv.Itoa(i), item, noun, read)
	}
}

const (
	// MaxSlug is the largest length of a slug.
	MaxSlug  = 80
	slugRule = "is not a slug; a slug has lower-case letters, digits and single hyphens, at most 80 characters"
)

func (d *decoder) slug(name string) string {
	value, given := d.value(name)
	if !given || value == nil {
		d.fail(name, MissingField, "is required")
		return ""
	}
	slug, err := readSlug(value)
	if err != nil {
		d.fail(name, err.Code, "%s", err.Message)
	}
	return slug
}

// readSlug returns a value that is a slug.
func readSlug(value any) (string, *Error) {
	slug, ok := value.(string)
	switch {
	case !ok:
		return "", Errorf(BadSlug, "must be a string of lower-case letters, digits and single hyphens, at most %d characters", MaxSlug)
	case !IsSlug(slug):
		return slug, Errorf(BadSlug, "%s %s", quoted(slug), slugRule)
	}
	return slug, nil
}

// oneOf reads one of several names; the first where it is absent or null.
func (d *decoder) oneOf(name string, names []string) string {
	s := d.optionalString(name, MaxString)
	if s == "" {
		return names[0]
	}
	if !slices.Contains(names, s) {
		d.refuseValue(name, s, names)
	}
	return s
}

// IsSlug reports whether a string has the form of a slug.
func IsSlug(s string) bool {
	if s == "" || len(s) > MaxSlug || s[0] == '-' || s[len(s)-1] == '-' || strings.Contains(s, "--") {
		return false
	}
	return strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

func validLanguage(tag string) bool {
	for i, part := range strings.Split(tag, "-") {
		if part == "" || len(part) > 8 || i == 0 && (len(part) < 2 || strings.ContainsAny(part, "0123456789")) {
			return false
		}
		if strings.Trim(part, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789") != "" {
			return false
		}
	}
	return true
}

// stringList reads a list of strings of at most limit bytes each, none of them blank.
func (d *decoder) stringList(name string, limit int) []string {
	value, _ := d.value(name)
	if value == nil {
		return nil
	}
	list, ok := value.([]any)
	if !ok {
		d.fail(name, BadValue, "must be a list of strings")
		return nil
	}
	all := make([]string, 0, len(list))
	for i, item := range list {
		path := name + "." + strconv.Itoa(i)
		s := d.stringOf(path, item, limit)
		if strings.TrimSpace(s) == "" {
			d.fail(path, BadValue, "must not be blank")
		}
		all = append(all, s)
	}
	return all
}

func (d *decoder) url(name string, limit int) string {
	s := d.requiredString(name, limit)
	rest, ok := strings.CutPrefix(s, "https://")
	if !ok {
		rest, ok = strings.CutPrefix(s, "http://")
	}
	if !ok || rest == "" || strings.ContainsAny(s, " \t\r\n\"<>") {
		d.fail(name, BadValue, "%s is not an absolute http or https URL", quoted(s))
	}
	return s
}

func (d *decoder) integer(name string, value any, least, most int64) int64 {
	number, _ := value.(json.Number)
	n, ok := ParseInteger(string(number))
	switch {
	case ok && n > most && most == math.MaxInt32:
		d.fail(name, BadValue, "must be an integer between %d and %d, the largest Int of GraphQL; a larger number can be stated as a figure", least, most)
	case !ok || n < least || n > most:
		d.fail(name, BadValue, "must be an integer between %d and %d", least, most)
	}
	return n
}

func (d *decoder) decimal(name string, value any) Decimal {
	if value == nil {
		d.fail(name, MissingField, "is required")
		return 0
	}
	s, ok := value.(string)
	if number, isNumber := value.(json.Number); isNumber {
		s, ok = string(number), true
	}
	if !ok {
		d.fail(name, BadValue, "must be a decimal number in a string, such as \"172.1\"")
		return 0
	}
	n, err := ParseDecimal(s)
	d.failWith(name, err)
	return n
}

func (d *decoder) partialDate(name string) PartialDate {
	s := d.optionalString(name, MaxString)
	if s == "" {
		if d.fields[name] != nil {
			d.fail(name, BadDate, "must not be empty; an unknown date is left out")
		}
		return ""
	}
	date, err := ParsePartialDate(s)
	d.failWith(name, err)
	return date
}

func (d *decoder) currency() string {
	code := d.requiredString("currency", MaxString)
	if len(code) != 3 || strings.Trim(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		d.fail("currency", BadValue, "%s is not an ISO 4217 code, such as CNY or EUR", quoted(code))
	}
	return code
}

func (d *decoder) degrees(name string, most float64) float64 {
	value, given := d.value(name)
	if !given {
		d.fail(name, MissingField, "is required")
		return 0
	}
	number, ok := value.(json.Number)
	n, err := strconv.ParseFloat(string(number), 64)
	if !ok || err != nil || n < -most || n > most {
		d.fail(name, BadValue, "must be a number of degrees between %g and %g", -most, most)
	}
	return n
}

// periodOf reads the period of a record.
func (d *decoder) periodOf(r *Record) Period {
	var period Period
	if value, _ := d.value("period"); value != nil {
		d.object("period", value, "period", func(p *decoder) {
			period = p.period()
			p.given(r, "until", "attestedOn")
		})
	}
	d.failWith("period", period.Check())
	return period
}

func (d *decoder) period() Period {
	p := Period{From: d.partialDate("from"), Until: d.partialDate("until")}
	if value, _ := d.value("attestedOn"); value != nil {
		date, err := ParseDate(d.optionalString("attestedOn", MaxString))
		d.failWith("attestedOn", err)
		p.AttestedOn = date
	}
	return p
}
