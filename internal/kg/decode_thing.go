package kg

import (
	"slices"
	"strconv"
	"strings"
)

// thing reads an entity or source.
func (d *decoder) entity(kind *Kind) *Record {
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
		d.objects("identifiers", func(n *decoder) {
			r.Identifiers = append(r.Identifiers, Identifier{Scheme: n.text("scheme", true), Value: n.text("value", true)})
		})
		r.Citations = d.citations()
	}
	for i := range kind.Fields {
		d.field(r, &kind.Fields[i])
	}
	d.failWith("", CheckValues(r.Values))
	return r
}

func (d *decoder) name() Name {
	n := Name{Text: d.text("text", true), Language: d.text("language", true)}
	if !validLanguage(n.Language) {
		d.fail("language", BadValue, "%s is no BCP 47 tag; write en or zh-Latn-pinyin", quoted(n.Language))
	}
	n.Type = NameType(slices.Index(NameTypeNames(), d.oneOf("type", NameTypeNames())))
	return n
}

func (d *decoder) citations() []Citation {
	var citations []Citation
	d.objects("citations", func(c *decoder) {
		one := Citation{
			Source: c.text("source", true), Locator: c.text("locator", false),
			Quote: c.text("quote", false), Field: c.text("field", false),
		}
		for _, other := range citations {
			if other.Source == one.Source && other.Locator == one.Locator && other.Field == one.Field && other.Quote != one.Quote {
				c.fail("quote", Duplicate, "the same passage is cited twice, with other words")
			}
		}
		if !slices.Contains(citations, one) {
			citations = append(citations, one)
		}
	})
	if citations == nil && d.source != "" {
		citations = []Citation{{Source: d.source}}
	}
	if len(citations) == 0 {
		d.fail("citations", NoCitation, "at least one is required: say which source supports the record")
	}
	return citations
}

// field reads one of the kind's own fields into the record.
func (d *decoder) field(r *Record, f *Field) {
	value, given := d.value(f.Name)
	if !given || value == nil {
		switch {
		case f.Required && given:
			d.fail(f.Name, MissingField, "is required, so it cannot be cleared")
		case given:
			r.Values[f.Name] = nil
		}
		return
	}
	switch f.Type {
	case TypeString:
		r.Values[f.Name] = d.text(f.Name, f.Required)
	case TypeURL:
		r.Values[f.Name] = d.address(f.Name)
	case TypeStringList:
		r.Values[f.Name] = d.texts(f.Name)
	case TypeInt:
		r.Values[f.Name] = d.integer(f.Name, value, f.Min, f.Max)
	case TypeDecimal:
		r.Values[f.Name] = d.decimal(f.Name, value, f.NotNegative)
	case TypePartialDate:
		r.Values[f.Name] = d.partialDate(f.Name)
	case TypeEnum:
		text := d.text(f.Name, true)
		if !slices.Contains(f.Values, text) {
			d.fail(f.Name, BadValue, "%s is none of %s", quoted(text), strings.Join(f.Values, ", "))
		}
		r.Values[f.Name] = text
	case TypeMoney:
		d.object(f.Name, value, func(m *decoder) {
			amount, _ := m.value("amount")
			r.Values[f.Name] = Money{Amount: m.decimal("amount", amount, f.NotNegative), Currency: m.currency()}
		})
	case TypePoint:
		d.object(f.Name, value, func(p *decoder) { r.Values[f.Name] = Point{Lat: p.degrees("lat", 90), Lon: p.degrees("lon", 180)} })
	}
}
