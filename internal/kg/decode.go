package kg

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// Decode reads one RecordInput, as a line of an import file or the input of a mutation gives it: an object with the
// kind as its only key. Numbers are json.Number. The error is a *Error with the path of what is wrong.
func (ks *Kinds) Decode(input map[string]any) (*Record, error) {
	if len(input) != 1 {
		return nil, Errorf(BadValue, "a record is an object with one key, its kind; this one has %d", len(input))
	}
	var record *Record
	for name, value := range input { // one
		kind, known := ks.ByName(name)
		if !known && name != "link" {
			return nil, Errorf(UnknownKind, "%s is no kind of record; known are %s and link", quoted(name), ks.names())
		}
		fields, ok := value.(map[string]any)
		if !ok {
			return nil, fieldErrorf(name, BadValue, "takes an object with the fields of the record")
		}
		d := decoder{kinds: ks, fields: fields, path: name + "."}
		if known {
			record = d.thing(kind)
		} else {
			record = d.linkRecord()
		}
		if d.err == nil {
			d.refuseUnread()
		}
		if d.err != nil {
			return nil, d.err
		}
	}
	return record, nil
}

func (ks *Kinds) names() string {
	names := make([]string, len(ks.all))
	for i, k := range ks.all {
		names[i] = k.Name
	}
	return strings.Join(names, ", ")
}

// decoder reads the fields of one object. It keeps the first error and then reads nothing more.
type decoder struct {
	kinds  *Kinds
	fields map[string]any
	path   string
	read   []string
	err    *Error
}

func (d *decoder) fail(name string, code ErrorCode, format string, args ...any) {
	if d.err == nil {
		d.err = fieldErrorf(d.path+name, code, format, args...)
	}
}

// failWith keeps what a parser said, with the field that it concerns.
func (d *decoder) failWith(name string, err error) {
	if e, ok := err.(*Error); ok { //nolint:errorlint // the parsers of this package return it unwrapped
		d.fail(name, e.Code, "%s", e.Message)
	}
}

// value is the field's value; given tells absent from null.
func (d *decoder) value(name string) (value any, given bool) {
	d.read = append(d.read, name)
	value, given = d.fields[name]
	return value, given
}

// given notes which fields a record gives, null among them.
func (d *decoder) given(r *Record, names ...string) {
	for _, name := range names {
		if value, ok := d.fields[name]; ok {
			r.Values[name] = value
		}
	}
}

func (d *decoder) refuseUnread() {
	for name := range d.fields {
		if !slices.Contains(d.read, name) {
			d.fail(name, BadValue, "there is no such field")
			return
		}
	}
}

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
	case !cleanText(text):
		d.fail(name, BadValue, "holds a character that no text has: NUL, or half of a surrogate pair")
	case required && strings.TrimSpace(text) == "":
		d.fail(name, BadValue, "is blank")
	}
	return text
}

// cleanText refuses NUL, which SQL texts cannot hold, and the mark that a decoder leaves for what was no character.
func cleanText(s string) bool { return !strings.ContainsAny(s, "\x00\uFFFD") }

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

func (d *decoder) object(path string, value any, read func(*decoder)) {
	if d.err != nil {
		return
	}
	fields, ok := value.(map[string]any)
	if !ok {
		d.fail(path, BadValue, "takes an object")
		return
	}
	inner := decoder{kinds: d.kinds, fields: fields, path: d.path + path + "."}
	read(&inner)
	if inner.err == nil {
		inner.refuseUnread()
	}
	d.err = inner.err
}

// thing reads an entity or source.
func (d *decoder) thing(kind *Kind) *Record {
	r := &Record{Kind: kind.Code, Values: map[string]any{}}
	r.Slug = d.slug("slug")
	r.FormerSlugs = d.texts("formerSlugs")
	for i, slug := range r.FormerSlugs {
		if !validSlug(slug) {
			d.fail("formerSlugs."+strconv.Itoa(i), BadSlug, "%s %s", quoted(slug), slugRule)
		}
	}
	if kind.IsEntity() {
		d.objects("names", func(n *decoder) { r.Names = append(r.Names, n.name()) })
		if len(r.Names) == 0 {
			d.fail("names", MissingField, "at least one name is required")
		}
		d.objects("identifiers", func(n *decoder) {
			r.Identifiers = append(r.Identifiers, Identifier{Scheme: n.text("scheme", true), Value: n.text("value", true)})
		})
		r.Citations = d.citations()
	}
	for i := range kind.Fields {
		d.field(r, &kind.Fields[i])
	}
	d.checkProjectDates(r)
	return r
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

func validSlug(s string) bool {
	if s == "" || len(s) > maxSlug || s[0] == '-' || s[len(s)-1] == '-' || strings.Contains(s, "--") {
		return false
	}
	return strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

func (d *decoder) name() Name {
	n := Name{Text: d.text("text", true), Language: d.text("language", true)}
	if !validLanguage(n.Language) {
		d.fail("language", BadValue, "%s is no BCP 47 tag; write en or zh-Latn-pinyin", quoted(n.Language))
	}
	if use := d.text("type", false); use != "" {
		i := slices.Index(NameTypeNames(), use)
		if i < 0 {
			d.fail("type", BadValue, "%s is none of %s", quoted(use), strings.Join(NameTypeNames(), ", "))
			return n
		}
		n.Type = NameType(i)
	}
	return n
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

func (d *decoder) citations() []Citing {
	var citations []Citing
	d.objects("citations", func(c *decoder) {
		citations = append(citations, Citing{
			Source: c.text("source", true), Locator: c.text("locator", false),
			Quote: c.text("quote", false), Field: c.text("field", false),
		})
	})
	if len(citations) == 0 {
		d.fail("citations", NoCitation, "at least one is required: say which source supports the record")
	}
	return citations
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
		if !ok || !cleanText(text) || strings.TrimSpace(text) == "" {
			d.fail(name+"."+strconv.Itoa(i), BadValue, "takes a text that is not blank")
			return nil
		}
		texts = append(texts, text)
	}
	return texts
}

// field reads one of the kind's own fields into the record.
func (d *decoder) field(r *Record, f *Field) {
	value, given := d.value(f.Name)
	if !given || value == nil {
		switch {
		case f.Required && (f.Default == 0 || given):
			d.fail(f.Name, MissingField, "is required")
		case given:
			r.Values[f.Name] = nil
		}
		return
	}
	switch f.Type {
	case Text:
		r.Values[f.Name] = d.text(f.Name, f.Required)
	case Address:
		r.Values[f.Name] = d.address(f.Name)
	case TextList:
		r.Values[f.Name] = d.texts(f.Name)
	case Integer:
		r.Values[f.Name] = d.integer(f.Name, value, f.Min, f.Max)
	case DecimalNumber:
		r.Values[f.Name] = d.decimal(f.Name, value, f.NotNegative)
	case DateOrPart:
		r.Values[f.Name] = d.partialDate(f.Name)
	case Enumeration:
		text := d.text(f.Name, true)
		if !slices.Contains(f.Values, text) {
			d.fail(f.Name, BadValue, "%s is none of %s", quoted(text), strings.Join(f.Values, ", "))
		}
		r.Values[f.Name] = text
	case MoneyAmount:
		d.object(f.Name, value, func(m *decoder) {
			amount, _ := m.value("amount")
			r.Values[f.Name] = Money{Amount: m.decimal("amount", amount, f.NotNegative), Currency: m.currency()}
		})
	case Place:
		d.object(f.Name, value, func(p *decoder) { r.Values[f.Name] = Point{Lat: p.degrees("lat", 90), Lon: p.degrees("lon", 180)} })
	}
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

// checkProjectDates refuses a project that is finished before it begins.
func (d *decoder) checkProjectDates(r *Record) {
	started, _ := r.Values["startedOn"].(PartialDate)
	completed, _ := r.Values["completedOn"].(PartialDate)
	if completed != "" && started.First() > completed.Last() {
		d.fail("completedOn", BadPeriod, "it is completed (%s) before it is started (%s)", completed, started)
	}
}

// linkRecord reads a link.
func (d *decoder) linkRecord() *Record {
	l := &Link{Order: NoOrder}
	r := &Record{Kind: LinkCode, Link: l, Values: map[string]any{}}
	name := d.text("kind", true)
	kind, ok := ParseLinkKind(name)
	if !ok {
		d.fail("kind", BadValue, "%s is none of %s", quoted(name), strings.Join(LinkKindNames()[1:], ", "))
		return r
	}
	l.Kind = kind
	l.From, l.To = d.ref("from"), d.ref("to")
	l.Role, l.Note = d.text("role", false), d.text("note", false)
	d.given(r, "note")
	if order, _ := d.value("order"); order != nil {
		l.Order = d.integer("order", order, 1, NoOrder-1)
	}
	if period, _ := d.value("period"); period != nil {
		d.object("period", period, func(p *decoder) {
			l.Period = p.period()
			p.given(r, "until", "attestedOn")
		})
	}
	r.Citations = d.citations()
	if d.err == nil {
		d.checkEnds(l)
	}
	if d.err == nil {
		d.failWith("period", l.Period.Check())
	}
	return r
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
	var ref Ref
	value, given := d.value(name)
	if !given || value == nil {
		d.fail(name, MissingField, "is required")
		return ref
	}
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

// checkEnds refuses ends that the kind of link does not allow.
func (d *decoder) checkEnds(l *Link) {
	switch {
	case !d.kinds.Allowed(l.Kind, l.From.Kind, l.To.Kind):
		from, _ := d.kinds.ByCode(l.From.Kind)
		to, _ := d.kinds.ByCode(l.To.Kind)
		d.fail("kind", BadLink, "%s does not lead from %s to %s", l.Kind, from.Name, to.Name)
	case l.From == l.To:
		d.fail("to", BadLink, "an entity cannot be linked to itself")
	}
}
