package kg

import (
	"slices"
	"strconv"
)

// entity reads an entity or source.
func (d *decoder) entity(kind *Kind) *Record {
	r := &Record{Kind: kind.Code, Values: map[string]any{}}
	r.Slug = d.slug("slug")
	r.FormerSlugs = d.stringList("formerSlugs", MaxString)
	for i, slug := range r.FormerSlugs {
		if !IsSlug(slug) {
			d.fail("formerSlugs."+strconv.Itoa(i), BadSlug, "%s %s", quoted(slug), slugRule)
		}
	}
	if kind.IsEntity() {
		d.objects("names", "name", func(n *decoder) { r.Names = append(r.Names, n.name()) })
		d.objects("identifiers", "identifier", func(n *decoder) {
			r.Identifiers = append(r.Identifiers, Identifier{
				Scheme: n.requiredString("scheme", MaxIdentifier), Value: n.requiredString("value", MaxIdentifier),
			})
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
	n := Name{Text: d.requiredString("text", MaxName)}
	if language, _ := d.value("language"); language == nil {
		d.fail("language", MissingField, "is required: a BCP 47 tag, such as en; und if the language is not known")
	} else if n.Language = d.requiredString("language", MaxLanguage); !validLanguage(n.Language) {
		d.fail("language", BadValue, "%s is not a BCP 47 language tag, such as en or zh-Latn-pinyin", quoted(n.Language))
	}
	n.Type = NameType(slices.Index(NameTypeNames(), d.oneOf("type", NameTypeNames())))
	n.From, n.Until = d.partialDate("from"), d.partialDate("until")
	if err := n.checkPeriod(); err != nil {
		d.failWith("until", err)
	}
	return n
}

func (d *decoder) citations() []Citation {
	var citations []Citation
	d.objects("citations", "citation", func(c *decoder) {
		one := Citation{
			Source: c.requiredString("source", MaxString), Locator: c.optionalString("locator", MaxLocator),
			Quote: c.optionalString("quote", MaxQuote), Field: c.optionalString("field", MaxString),
		}
		for _, other := range citations {
			if one.Source != "" && other.Source == one.Source && other.Locator == one.Locator && other.Field == one.Field && other.Quote != one.Quote {
				c.fail("quote", Duplicate, "differs from another quote of the same passage")
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
		d.fail("citations", NoCitation, `at least one is required, with the source that supports the record, such as [{"source":"report"}]`)
	}
	return citations
}

// field reads one of the kind's own fields into the record.
func (d *decoder) field(r *Record, f *Field) {
	value, given := d.value(f.Name)
	if !given || value == nil {
		switch {
		case given && f.Default != 0:
			r.Values[f.Name] = f.Default
		case given && f.Required:
			d.fail(f.Name, MissingField, "is required and cannot be cleared")
		case given:
			r.Values[f.Name] = nil
		}
		return
	}
	switch f.Type {
	case TypeString:
		if f.Required {
			r.Values[f.Name] = d.requiredString(f.Name, f.MaxBytes())
		} else {
			r.Values[f.Name] = d.optionalString(f.Name, f.MaxBytes())
		}
	case TypeURL:
		r.Values[f.Name] = d.url(f.Name, f.MaxBytes())
	case TypeStringList:
		r.Values[f.Name] = d.stringList(f.Name, f.MaxBytes())
	case TypeInt:
		r.Values[f.Name] = d.integer(f.Name, value, f.Min, f.Max)
	case TypeDecimal:
		r.Values[f.Name] = d.fieldDecimal(f.Name, value, f)
	case TypePartialDate:
		r.Values[f.Name] = d.partialDate(f.Name)
	case TypeEnum:
		r.Values[f.Name] = d.enum(f)
	case TypeMoney:
		d.object(f.Name, value, f.Name, func(m *decoder) {
			amount, _ := m.value("amount")
			r.Values[f.Name] = Money{Amount: m.fieldDecimal("amount", amount, f), Currency: m.currency()}
		})
	case TypePoint:
		d.object(f.Name, value, f.Name, func(p *decoder) { r.Values[f.Name] = Point{Lat: p.degrees("lat", 90), Lon: p.degrees("lon", 180)} })
	}
}

func (d *decoder) enum(f *Field) string {
	name := d.requiredString(f.Name, MaxString)
	if !slices.ContainsFunc(f.Values, func(v EnumValue) bool { return v.Name == name }) {
		d.refuseValue(f.Name, name, f.ValueNames())
	}
	return name
}

// fieldDecimal reads a decimal number within the bounds of a field.
func (d *decoder) fieldDecimal(name string, value any, f *Field) Decimal {
	n := d.decimal(name, value)
	if f.NotNegative && n < 0 {
		d.fail(name, BadValue, "must not be negative")
	}
	return n
}
