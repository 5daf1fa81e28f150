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

// ParseDecimal parses a number of at most four decimal places: digits with an optional sign, point and exponent, `172100000000`, `-0.5`,
// `1.721e11`. It is exact: 1e9, 1E+9 and 1000000000.0 are one number.
func ParseDecimal(s string) (Decimal, error) {
	n, ok := parseNumber(s)
	if !ok {
		return 0, Errorf(BadValue, "%s is not a decimal number, such as \"172.1\"", quoted(s))
	}
	if n.exponent < -decimalPlaces {
		return 0, Errorf(BadValue, "%s has more than %d decimal places; a rate or share can be given in a smaller unit, such as percent or per million", quoted(s), decimalPlaces)
	}
	units, ok := n.units(-decimalPlaces)
	if !ok {
		return 0, Errorf(BadValue, "%s is out of range: at most %s is allowed", quoted(s), Decimal(math.MaxInt64))
	}
	return Decimal(units), nil
}

// ParseInteger parses a number without a fraction: 1234, also written 1234.0 or 1.234e3, as programs write whose numbers are all
// floating-point. ok is false for any other number, and for one beyond 64 bits.
func ParseInteger(s string) (n int64, ok bool) {
	number, ok := parseNumber(s)
	if !ok || number.exponent < 0 {
		return 0, false
	}
	return number.units(0)
}

// number is a number as it is written: digits times a power of ten. The digits have no zeros around them; those of zero are empty.
type number struct {
	negative bool
	digits   string
	exponent int
}

// maxExponent bounds exponents, so that they can be added. Numbers with greater ones are out of every range.
const maxExponent = 1_000_000

// parseNumber parses digits with an optional sign, point and exponent.
func parseNumber(s string) (n number, ok bool) {
	s, n.negative = strings.CutPrefix(s, "-")
	mantissa, exponent := s, ""
	if at := strings.IndexAny(s, "eE"); at >= 0 {
		mantissa, exponent = s[:at], strings.TrimPrefix(s[at+1:], "+")
		digits, _ := strings.CutPrefix(exponent, "-")
		if digits == "" || !onlyDigits(digits) || s[at+1] == '+' && exponent[0] == '-' {
			return n, false
		}
	}
	whole, fraction, hasPoint := strings.Cut(mantissa, ".")
	if whole == "" || (hasPoint && fraction == "") || !onlyDigits(whole) || !onlyDigits(fraction) {
		return n, false
	}
	digits := strings.TrimRight(whole+fraction, "0")
	trimmed := len(whole) + len(fraction) - len(digits)
	n.digits = strings.TrimLeft(digits, "0")
	if n.digits == "" {
		return number{}, true
	}
	power, err := strconv.Atoi(exponent)
	if err != nil && exponent != "" { // beyond 64 bits
		power = maxExponent
		if exponent[0] == '-' {
			power = -maxExponent
		}
	}
	n.exponent = min(max(power, -maxExponent), maxExponent) - len(fraction) + trimmed
	return n, true
}

// units returns the number in units of a power of ten, which must divide it. ok is false for more than 64 bits.
func (n number) units(power int) (units int64, ok bool) {
	if n.digits == "" {
		return 0, true
	}
	const longest = 19 // digits of an int64
	zeros := n.exponent - power
	if len(n.digits)+zeros > longest {
		return 0, false
	}
	units, err := strconv.ParseInt(n.digits+strings.Repeat("0", zeros), 10, 64)
	if n.negative {
		units = -units
	}
	return units, err == nil
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
