import { describe, expect, it } from "vitest";
import { addDays, aYearBefore, firstDay, lastDay, today } from "./days";

describe("a date", () => {
  it.each([
    ["2022", "2022-01-01", "2022-12-31"],
    ["2022-12", "2022-12-01", "2022-12-31"],
    ["2024-02", "2024-02-01", "2024-02-29"],
    ["2022-12-30", "2022-12-30", "2022-12-30"],
    ["0044-03", "0044-03-01", "0044-03-31"],
  ])("%s lasts from %s to %s", (partial, first, last) => {
    expect(firstDay(partial)).toBe(first);
    expect(lastDay(partial)).toBe(last);
  });

  it("has days around it", () => {
    expect(addDays("2022-12-31", 1)).toBe("2023-01-01");
    expect(addDays("2024-03-01", -1)).toBe("2024-02-29");
    expect(aYearBefore("2023-01-11")).toBe("2022-01-11");
    expect(aYearBefore("2024-02-29")).toBe("2023-03-01");
    expect(today()).toMatch(/^\d{4}-\d\d-\d\d$/);
  });
});
