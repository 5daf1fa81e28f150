package kg

import (
	"math"
	"strconv"
	"strings"
)

// Decimal is an exact number in units of 1/10000, so that it sorts as an integer.
type Decimal int64

const (
	decimalPlaces = 4
	decimalUnit   = 10_000
)

// ParseDecimal parses digits with an optional sign and at most four decimal places: `172100000000`, `-0.5`.
func ParseDecimal(s string) (Decimal, error) {
	digits, negative := strings.CutPrefix(s, "-")
	whole, fraction, hasPoint := strings.Cut(digits, ".")
	if whole == "" || (hasPoint && fraction == "") || !onlyDigits(whole) || !onlyDigits(fraction) {
		return 0, Errorf(BadValue, "%s is not a decimal number, such as \"172.1\"", quoted(s))
	}
	fraction = strings.TrimRight(fraction, "0")
	if len(fraction) > decimalPlaces {
		return 0, Errorf(BadValue, "%s has more than %d decimal places", quoted(s), decimalPlaces)
	}
	fraction += strings.Repeat("0", decimalPlaces-len(fraction))
	n, err := strconv.ParseInt(whole+fraction, 10, 64)
	if err != nil {
		return 0, Errorf(BadValue, "%s is out of range: at most %d is allowed", quoted(s), math.MaxInt64/decimalUnit)
	}
	if negative {
		n = -n
	}
	return Decimal(n), nil
}

func onlyDigits(s string) bool { return strings.Trim(s, "0123456789") == "" }

// Append appends the number without trailing zeros.
func (d Decimal) Append(dst []byte) []byte {
	n := uint64(d)
	if d < 0 {
		dst = append(dst, '-')
		n = -n
	}
	dst = strconv.AppendUint(dst, n/decimalUnit, 10)
	fraction := n % decimalUnit
	if fraction == 0 {
		return dst
	}
	dst = append(dst, '.')
	for unit := uint64(decimalUnit / 10); fraction > 0; unit /= 10 {
		dst = append(dst, byte('0'+fraction/unit))
		fraction %= unit
	}
	return dst
}

func (d Decimal) String() string { return string(d.Append(nil)) }

// MarshalText returns the number as a string, which no JSON decoder rounds.
func (d Decimal) MarshalText() ([]byte, error) { return d.Append(nil), nil }
