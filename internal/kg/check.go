package kg

// CheckNew refuses a new record without its required fields. A record that exists may be given in part.
func (ks *Kinds) CheckNew(r *Record) error {
	switch r.Kind {
	case KindLink:
		return nil
	case KindFigure:
		return require(r, "figure", "label", "value")
	case KindStatement:
		if len(r.Statement.About) == 0 {
			return fieldErrorf("about", MissingField, "at least one is required of a new statement: say what it is about")
		}
		return nil
	}
	kind := ks.byCode[r.Kind]
	if kind.IsEntity() && len(r.Names) == 0 {
		return fieldErrorf("names", MissingField, "at least one is required of a new %s", kind.Name)
	}
	for i := range kind.Fields {
		if f := &kind.Fields[i]; f.Required && f.Default == 0 {
			if err := require(r, kind.Name, f.Name); err != nil {
				return err
			}
		}
	}
	return nil
}

func require(r *Record, kind string, fields ...string) error {
	for _, field := range fields {
		if _, given := r.Values[field]; !given {
			return fieldErrorf(field, MissingField, "is required of a new %s", kind)
		}
	}
	return nil
}

// CheckValues refuses values that contradict each other: a project that is completed before it is started.
func CheckValues(values map[string]any) error {
	started, _ := values["startedOn"].(PartialDate)
	completed, _ := values["completedOn"].(PartialDate)
	if completed != "" && started.First() > completed.Last() {
		return fieldErrorf("completedOn", BadPeriod, "%s is before startedOn, %s", completed, started)
	}
	return nil
}

// NilIfEmpty returns nil for an empty string, list or period, and any other value unchanged.
func NilIfEmpty(value any) any {
	switch v := value.(type) {
	case string:
		if v == "" {
			return nil
		}
	case []string:
		if len(v) == 0 {
			return nil
		}
	case Period:
		if v == (Period{}) {
			return nil
		}
	}
	return value
}
