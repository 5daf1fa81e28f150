package plan

// template is what is selected of an object that is no record: texts, and behind each but the last a field that whoever writes
// the object fills in.
type template []gap

// gap is a field to fill in, behind its text; the last of a template has no field.
type gap struct {
	text  []byte
	field string
	// below is the template of a field that is an object itself, views are those of records.
	below template
	views []*view
}

// template compiles what is selected of an object. below compiles what is selected of a field, unless that is a plain value.
func (c *compiler) template(f *field, below func(sub *field, g *gap)) template {
	var t template
	var text []byte
	typeName := f.Definition.Type.Name()
	fields := c.collect(f, typeName)
	for i := range fields {
		sub := &fields[i]
		text = append(append(append(append(text, separator(i)...), '"'), sub.key...), `":`...)
		if sub.Name == "__typename" {
			text = append(append(append(text, '"'), typeName...), '"')
			continue
		}
		g := gap{text: text, field: sub.Name}
		text = nil
		c.path = append(c.path, sub.key)
		below(sub, &g)
		c.path = c.path[:len(c.path)-1]
		t = append(t, g)
	}
	return append(t, gap{text: append(text, closing(len(fields))...)})
}

// write writes an object, with its fields filled in.
func (t template) write(dst []byte, fill func(dst []byte, g *gap) []byte) []byte {
	for i := range t {
		g := &t[i]
		dst = append(dst, g.text...)
		if g.field != "" {
			dst = fill(dst, g)
		}
	}
	return dst
}

// writeList writes a list of so many objects.
func writeList(dst []byte, n int, write func(dst []byte, i int) []byte) []byte {
	dst = append(dst, '[')
	for i := range n {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = write(dst, i)
	}
	return append(dst, ']')
}

// has tells whether a field is among those selected.
func (t template) has(field string) bool {
	for i := range t {
		if t[i].field == field {
			return true
		}
	}
	return false
}
