/** Returns the first day of a date that may be a year, a month or a day. */
export function firstDay(partial: string): string {
  return partial + "-01-01".slice(partial.length - 4);
}

/** Returns the last day of a date that may be a year, a month or a day. */
export function lastDay(partial: string): string {
  if (partial.length > 7) return partial;
  if (partial.length === 4) return `${partial}-12-31`;
  const next = utc(firstDay(partial));
  next.setUTCMonth(next.getUTCMonth() + 1);
  return addDays(text(next), -1);
}

/** Returns the day this many days later. */
export function addDays(day: string, days: number): string {
  const date = utc(day);
  date.setUTCDate(date.getUTCDate() + days);
  return text(date);
}

/** Returns the same day of the year before; 29 February becomes 1 March. */
export function aYearBefore(day: string): string {
  const date = utc(day);
  date.setUTCFullYear(date.getUTCFullYear() - 1);
  return text(date);
}

export function today(): string {
  return text(new Date());
}

function utc(day: string): Date {
  return new Date(`${day}T00:00:00Z`);
}

function text(date: Date): string {
  return date.toISOString().slice(0, 10);
}
