package kg

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// text reads a text; a required one may be neither absent nor blank.
func (d *decoder) text(name string, required bool) string {
	value, given := d.value(name)
	if !given || value == nil {
		if required {
			d.fail(name, MissingField, "is required")
		}
		return ""
	}
	text, ok := value.(string)
	switch {
	case !ok:
		d.fail(name, BadValue, "takes a text")
	case !IsValidText(text):
		d.fail(name, BadValue, "holds a character that no text has: NUL, or half of a surrogate pair")
	case required && strings.TrimSpace(text) == "":
		d.fail(name, BadValue, "is blank")
	}
	return text
}

// textUnlessAbsent reads a text that may be left out, but neither cleared nor blank.
func (d *decoder) textUnlessAbsent(name string) string {
	if _, given := d.value(name); !given {
		return ""
	}
	return d.text(name, true)
}

// CleanText refuses NUL, which SQL texts cannot hold, and the mark that a decoder leaves for what was no character.
func IsValidText(s string) bool { return !strings.ContainsAny(s, "\x00\uFFFD") }

// objects reads a list of objects and hands each to read, with a decoder of its own.
func (d *decoder) objects(name string, read func(*decoder)) {
	value, _ := d.value(name)
	if value == nil {
		return
	}
	list, ok := value.([]any)
	if !ok {
		d.fail(name, BadValue, "takes a list")
		return
	}
	for i, item := range list {
		d.object(name+"."+strconv.Itoa(i), item, read)
	}
}

const (
	maxSlug  = 80
	slugRule = "is no slug; write lower-case letters, digits and single hyphens, 80 at most"
)

func (d *decoder) slug(name string) string {
	value, given := d.value(name)
	if !given || value == nil {
		d.fail(name, MissingField, "is required")
		return ""
	}
	slug, ok := value.(string)
	if !ok || !validSlug(slug) {
		d.fail(name, BadSlug, "%s %s", quoted(slug), slugRule)
	}
	return slug
}

// optionalSlug reads the slug of another record, if it is given.
func (d *decoder) optionalSlug(name string) string {
	if value, _ := d.value(name); value == nil {
		return ""
	}
	return d.slug(name)
}

// oneOf reads a name of a list; the first where it is absent or null.
func (d *decoder) oneOf(name string, names []string) string {
	text := d.text(name, false)
	if text == "" {
		return names[0]
	}
	if !slices.Contains(names, text) {
		d.fail(name, BadValue, "%s is none of %s", quoted(text), strings.Join(names, ", "))
	}
	return text
}

func validSlug(s string) bool {
	if s == "" || len(s) > maxSlug || s[0] == '-' || s[len(s)-1] == '-' || strings.Contains(s, "--") {
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

func (d *decoder) texts(name string) []string {
	value, _ := d.value(name)
	if value == nil {
		return nil
	}
	list, ok := value.([]any)
	if !ok {
		d.fail(name, BadValue, "takes a list of texts")
		return nil
	}
	texts := make([]string, 0, len(list))
	for i, item := range list {
		text, ok := item.(string)
		if !ok || !IsValidText(text) || strings.TrimSpace(text) == "" {
			d.fail(name+"."+strconv.Itoa(i), BadValue, "takes a text that is not blank")
			return nil
		}
		texts = append(texts, text)
	}
	return texts
}

func (d *decoder) address(name string) string {
	text := d.text(name, true)
	rest, ok := strings.CutPrefix(text, "https://")
	if !ok {
		rest, ok = strings.CutPrefix(text, "http://")
	}
	if !ok || rest == "" || strings.ContainsAny(text, " \t\r\n\"<>") {
		d.fail(name, BadValue, "%s is no absolute http or https address", quoted(text))
	}
	return text
}

func (d *decoder) integer(name string, value any, least, most int64) int64 {
	number, ok := value.(json.Number)
	n, err := strconv.ParseInt(string(number), 10, 64)
	if !ok || err != nil || n < least || n > most {
		d.fail(name, BadValue, "takes a whole number from %d to %d", least, most)
	}
	return n
}

func (d *decoder) decimal(name string, value any, notNegative bool) Decimal {
	if value == nil {
		d.fail(name, MissingField, "is required")
		return 0
	}
	text, ok := value.(string)
	if number, isNumber := value.(json.Number); isNumber {
		text, ok = string(number), true
	}
	if !ok {
		d.fail(name, BadValue, "takes a decimal number as a text, \"172.1\"")
		return 0
	}
	n, err := ParseDecimal(text)
	d.failWith(name, err)
	if notNegative && n < 0 {
		d.fail(name, BadValue, "may not be negative")
	}
	return n
}

func (d *decoder) partialDate(name string) PartialDate {
	text := d.text(name, false)
	if text == "" {
		if d.fields[name] != nil {
			d.fail(name, BadDate, "is empty; leave it out where it is not known")
		}
		return ""
	}
	date, err := ParsePartialDate(text)
	d.failWith(name, err)
	return date
}

func (d *decoder) currency() string {
	code := d.text("currency", true)
	if len(code) != 3 || strings.Trim(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		d.fail("currency", BadValue, "%s is no ISO 4217 code; write CNY", quoted(code))
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
		d.fail(name, BadValue, "takes degrees from %g to %g", -most, most)
	}
	return n
}

// periodOf reads the period of a record.
func (d *decoder) periodOf(r *Record) Period {
	var period Period
	if value, _ := d.value("period"); value != nil {
		d.object("period", value, func(p *decoder) {
			period = p.period()
			p.given(r, "until", "attestedOn")
		})
	}
	if d.err == nil {
		d.failWith("period", period.Check())
	}
	return period
}

func (d *decoder) period() Period {
	p := Period{From: d.partialDate("from"), Until: d.partialDate("until")}
	if value, _ := d.value("attestedOn"); value != nil {
		date, err := ParseDate(d.text("attestedOn", false))
		d.failWith("attestedOn", err)
		p.AttestedOn = date
	}
	return p
}

func (d *decoder) ref(name string) Ref {
	value, given := d.value(name)
	if !given || value == nil {
		d.fail(name, MissingField, "is required")
		return Ref{}
	}
	return d.refOf(name, value)
}

// refs reads a list of references.
func (d *decoder) refs(name string) []Ref {
	value, _ := d.value(name)
	list, ok := value.([]any)
	if !ok && value != nil {
		d.fail(name, BadValue, "takes a list")
	}
	var refs []Ref
	for i, item := range list {
		ref := d.refOf(name+"."+strconv.Itoa(i), item)
		if slices.Contains(refs, ref) {
			d.fail(name+"."+strconv.Itoa(i), Duplicate, "the same entity is given twice")
		}
		refs = append(refs, ref)
	}
	return refs
}

func (d *decoder) refOf(name string, value any) Ref {
	var ref Ref
	if object, ok := value.(map[string]any); ok && len(object) != 1 {
		d.fail(name, BadValue, "names one entity by its kind and slug, {\"district\":\"baodi\"}")
		return ref
	}
	d.object(name, value, func(r *decoder) {
		for kindName := range r.fields {
			kind, ok := r.kinds.ByName(kindName)
			if !ok || !kind.IsEntity() {
				r.fail(kindName, BadValue, "is no kind of entity")
				return
			}
			ref = Ref{Kind: kind.Code, Slug: r.slug(kindName)}
		}
	})
	return ref
}
