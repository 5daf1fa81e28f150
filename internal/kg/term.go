package kg

import (
	"cmp"
	"strings"
)

// agrees reports whether two dates can be the same: one is unknown, or a part of the other.
func (d PartialDate) agrees(other PartialDate) bool {
	return strings.HasPrefix(string(d), string(other)) || strings.HasPrefix(string(other), string(d))
}

// Refines reports whether the date is another one or a part of it: 2022-12 refines 2022, and every date refines an unknown one.
func (d PartialDate) Refines(other PartialDate) bool {
	return strings.HasPrefix(string(d), string(other))
}

// morePrecise returns the more precise of two dates that agree.
func (d PartialDate) morePrecise(other PartialDate) PartialDate {
	if len(other) > len(d) {
		return other
	}
	return d
}

// CompletedBy returns the period with what another one knows of the same time: of each date the more precise, and the other's
// attested day. ok is false if both cannot be the same: their starts or ends differ, or what one of them attests lies outside.
func (p Period) CompletedBy(given Period) (completed Period, ok bool) {
	if !p.From.agrees(given.From) || !p.Until.agrees(given.Until) {
		return p, false
	}
	completed = Period{From: p.From.morePrecise(given.From), Until: p.Until.morePrecise(given.Until), AttestedOn: p.AttestedOn}
	if completed.Check() != nil {
		return p, false
	}
	completed.AttestedOn = cmp.Or(given.AttestedOn, p.AttestedOn)
	return completed, completed.Check() == nil
}

// Refines reports whether each date of the period refines that of another one.
func (p Period) Refines(other Period) bool {
	return p.From.Refines(other.From) && p.Until.Refines(other.Until) && (other.AttestedOn == "" || p.AttestedOn == other.AttestedOn)
}

// Words returns the start and end of the period in words.
func (p Period) Words() string {
	switch {
	case p.From != "" && p.Until != "":
		return "from " + string(p.From) + " until " + string(p.Until)
	case p.From != "":
		return "from " + string(p.From)
	case p.Until != "":
		return "until " + string(p.Until)
	}
	return "without start and end"
}
